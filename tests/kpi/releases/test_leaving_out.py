"""A correction that leaves a council or an indicator out: its older page is not the newest one."""

from __future__ import annotations

from typing import Any

import httpx

from tests.kpi.releases.board import (
    HARBOROUGH,
    HINCKLEY,
    MONTHS,
    PARTNERSHIP,
    PERIOD,
    RATE,
    Board,
    good,
)


async def membership_ends(board: Board, council: str) -> None:
    """Correct a membership away: the council never was a member."""
    at = f"/v1/kpi/partnerships/{PARTNERSHIP}"
    read = await board.suite.http.get(at, headers=board.suite.admin)
    stays = [stay for stay in read.json()["members"] if stay["council"] != council]
    seen = board.suite.admin | {"If-Match": read.headers["etag"]}
    definition = {"name": "Leicestershire", "members": stays}
    good(await board.suite.http.put(at, json=definition, headers=seen))


async def without_harborough(board: Board) -> tuple[dict[str, Any], dict[str, Any]]:
    """Publish for both members, and then a correction for Hinckley alone."""
    first = await board.publish()
    await membership_ends(board, HARBOROUGH)
    second = await board.take(first, "correct", reason="Harborough was no member")
    circulated = await board.take(second, "circulate")
    good(await board.speak(HINCKLEY, circulated))
    return first, await board.out(await board.take(circulated, "approve"))


async def outside(board: Board, rest: str, **query: str) -> httpx.Response:
    return await board.suite.http.get(f"/v1/kpi/bodies/{rest}", params=query)


async def test_a_council_that_a_correction_leaves_out_is_published_no_more(board: Board) -> None:
    first, second = await without_harborough(board)
    card = await outside(board, f"{HARBOROUGH}/scorecard", period=PERIOD)
    series = await outside(board, f"{HARBOROUGH}/series/{RATE}", year="2019-20")
    of_release = await outside(
        board, f"{HARBOROUGH}/scorecard", period=PERIOD, release=second["id"]
    )
    older = await outside(board, f"{HARBOROUGH}/scorecard", period=PERIOD, release=first["id"])
    other = await outside(board, f"{HINCKLEY}/scorecard", period=PERIOD)

    for gone in (card, series, of_release):
        told = gone.json()
        assert (gone.status_code, told["code"]) == (404, "not_found")
        assert told["publication"] == second["id"]
        assert "left it out" in told["detail"]
    assert (older.status_code, other.status_code) == (200, 200)
    assert other.json()["rows"][0]["as_published_in"] == second["id"]
    await _is_listed_and_proved(board, second)


async def _is_listed_and_proved(board: Board, second: dict[str, Any]) -> None:
    """By `changes`, and by the publication's own list; and every mark is in its manifest."""
    at = f"{PARTNERSHIP}/publications/{second['id']}"
    told = (await outside(board, at)).json()
    changes = told["changes"]
    document = await outside(board, f"{at}/documents/scorecard/{HARBOROUGH}/{PERIOD}")
    pages = {f"{HARBOROUGH}/{period}" for period in (PERIOD, *MONTHS)}

    gone = {one["key"] for one in changes["documents"] if one["change"] == "removed"}
    assert gone == pages
    rows = {
        (one["subject"], one["period"]) for one in changes["rows"] if one["change"] == "removed"
    }
    assert rows == {(HARBOROUGH, period) for period in (PERIOD, *MONTHS)}
    assert {one["key"] for one in told["documents"] if one["left_out"]} == pages
    assert {one["subject"] for one in told["rows"] if one["left_out"]} == {HARBOROUGH}
    assert document.status_code == 404
    assert (await outside(board, f"{at}/verify")).json()["findings"] == []
    assert (await board.verify(second))["findings"] == []


async def test_what_the_council_published_itself_stands(board: Board) -> None:
    """A partnership corrects what it said itself, not what another body says of itself."""
    first = await board.publish()
    own = await board.publish(HARBOROUGH)
    await membership_ends(board, HARBOROUGH)
    second = await board.take(first, "correct", reason="Harborough was no member")
    circulated = await board.take(second, "circulate")
    good(await board.speak(HINCKLEY, circulated))
    await board.out(await board.take(circulated, "approve"))
    card = await outside(board, f"{HARBOROUGH}/scorecard", period=PERIOD)
    series = await outside(board, f"{HARBOROUGH}/series/{RATE}", year="2019-20")

    assert card.json()["rows"][0]["as_published_in"] == own["id"]
    shown = {row["as_published_in"] for row in series.json()["rows"]}
    assert shown == {own["id"], None}


async def test_it_stays_left_out_in_the_correction_of_the_correction(board: Board) -> None:
    _, second = await without_harborough(board)
    third = await board.take(second, "correct", reason="A typing error", title="Quarter one")
    circulated = await board.take(third, "circulate")
    good(await board.speak(HINCKLEY, circulated))
    third = await board.out(await board.take(circulated, "approve"))
    changes = await board.document(third, "changes", f"{PARTNERSHIP}/{PERIOD}")
    await board.take(second, "withdraw", reason="Withdrawn with its list")
    card = await outside(board, f"{HARBOROUGH}/scorecard", period=PERIOD)

    assert [one["field"] for one in changes["text"]] == ["title"]
    assert changes["rows"] == []
    assert card.json()["publication"] == third["id"]
    assert (await board.verify(third))["findings"] == []


async def test_an_indicator_that_is_left_out_is_missing_from_the_series(board: Board) -> None:
    """The page stands, and so is the newest; of the series, the months of the quarter are gone."""
    await board.suite.define_indicator("spare")
    rows = [
        {"indicator": "spare", "period": period, "numerator": 1, "denominator": 100}
        for period in (*MONTHS, "2019-20-M04")
    ]
    posted = await board.suite.submit(
        {"body": HINCKLEY, "figures": rows}, await board.suite.officer(HINCKLEY)
    )
    (made,) = good(posted, 201)["submissions"]
    at = f"/v1/kpi/bodies/{HINCKLEY}/submissions/{made['id']}"
    approver = await board.approver(HINCKLEY)
    signed = approver | {"If-Match": f'"{made["content_hash"]}"'}
    good(await board.suite.http.post(f"{at}/approve", headers=signed))
    first = await board.publish(HINCKLEY)
    await board.publish(HINCKLEY, period="2019-20-M04")
    good(
        await board.suite.http.put(
            "/v1/kpi/indicators/spare",
            **await _annual(board),
        )
    )
    second = await board.take(first, "correct", reason="It is reported once a year")
    second = await board.out(await board.take(second, "approve"))
    series = good(await outside(board, f"{HINCKLEY}/series/spare", year="2019-20"))
    codes = [row["missing"][0]["code"] if row["missing"] else None for row in series["rows"]]

    assert codes[:4] == ["left_out", "left_out", "left_out", None]
    assert set(codes[4:]) == {"not_published"}


async def _annual(board: Board) -> dict[str, Any]:
    """Return the request that has `spare` reported once a year from now on."""
    read = await board.suite.http.get("/v1/kpi/indicators/spare", headers=board.suite.admin)
    said = {
        name: value for name, value in read.json().items() if name not in {"code", "recorded_at"}
    }
    seen = board.suite.admin | {"If-Match": read.headers["etag"]}
    return {"json": said | {"frequency": "annual", "accumulation": "annual"}, "headers": seen}
