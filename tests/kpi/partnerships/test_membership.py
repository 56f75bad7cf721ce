"""Partnerships through the API, and who may read what of whom."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.suite import Suite

PATH = "/v1/kpi/partnerships"
HARBOROUGH, HINCKLEY, NORTH_WEST = "E07000131", "E07000132", "E07000134"
TOGETHER = "leicestershire"


def definition(*councils: str, **more: Any) -> dict[str, Any]:
    stays = [{"council": council, "joined": "2011-04-01"} for council in councils]
    return {"name": "Leicestershire Partnership", "members": stays} | more


async def put(suite: Suite, given: Any, slug: str = TOGETHER, **seen: str) -> httpx.Response:
    headers = suite.admin | {name.replace("_", "-"): tag for name, tag in seen.items()}
    return await suite.http.put(f"{PATH}/{slug}", json=given, headers=headers)


async def read(suite: Suite, path: str = f"/{TOGETHER}", **query: Any) -> httpx.Response:
    return await suite.http.get(PATH + path, params=query, headers=suite.admin)


async def status_of(suite: Suite, path: str, headers: dict[str, str]) -> int:
    answer = await suite.http.get(f"/v1/kpi/bodies/{path}", headers=headers)
    return answer.status_code


async def test_a_partnership_is_created_changed_and_kept_in_versions(suite: Suite) -> None:
    made = await put(suite, definition(HARBOROUGH, HINCKLEY), if_none_match="*")
    tag = made.headers["etag"]
    again = await put(suite, definition(HARBOROUGH, HINCKLEY), if_match=tag)
    changed = await put(suite, definition(HARBOROUGH), if_match=tag)

    assert (made.status_code, again.status_code, changed.status_code) == (201, 200, 200)
    assert again.headers["etag"] == tag
    versions = (await read(suite, f"/{TOGETHER}/versions")).json()["items"]
    assert [len(version["members"]) for version in versions] == [1, 2]
    then = await read(suite, known_at=made.json()["recorded_at"])
    assert then.json() == made.json()


async def test_a_partnership_changes_only_by_what_was_seen(suite: Suite) -> None:
    blind = await put(suite, definition(HARBOROUGH))
    made = await put(suite, definition(HARBOROUGH), if_none_match="*")
    twice = await put(suite, definition(HINCKLEY), if_none_match="*")
    await put(suite, definition(HINCKLEY), if_match=made.headers["etag"])
    stale = await put(suite, definition(NORTH_WEST), if_match=made.headers["etag"])

    assert (blind.status_code, twice.status_code, stale.status_code) == (428, 412, 412)
    [member] = (await read(suite)).json()["members"]
    assert member == {
        "council": HINCKLEY,
        "joined": "2011-04-01",
        "left": None,
        "indicators": None,
    }


@pytest.mark.parametrize(
    ("given", "code", "pointer"),
    [
        (definition("E07999999"), "unknown_council", "/members/0/council"),
        (definition(HINCKLEY, HARBOROUGH, HINCKLEY), "overlapping_stays", "/members/2/joined"),
        (definition(colour="red"), "extra_forbidden", "/colour"),
        (definition("hinckley"), "string_pattern_mismatch", "/members/0/council"),
    ],
)
async def test_a_list_of_members_is_refused_by_place(
    suite: Suite, given: dict[str, Any], code: str, pointer: str
) -> None:
    answer = await put(suite, given, if_none_match="*")

    assert answer.status_code == 422
    faults = [(fault["code"], fault["pointer"]) for fault in answer.json()["errors"]]
    assert faults == [(code, pointer)]
    assert (await read(suite)).status_code == 404


async def test_the_operators_name_is_taken(suite: Suite) -> None:
    answer = await put(suite, definition(HARBOROUGH), "operator", if_none_match="*")

    assert answer.status_code == 422
    assert [fault["code"] for fault in answer.json()["errors"]] == ["reserved_name"]


async def test_only_the_operator_says_who_is_a_member(suite: Suite) -> None:
    headers = await suite.officer(HINCKLEY, TOGETHER) | {"If-None-Match": "*"}
    answer = await suite.http.put(f"{PATH}/{TOGETHER}", json=definition(HINCKLEY), headers=headers)

    assert answer.status_code == 403


async def test_a_member_reads_neither_its_partnership_nor_the_others(suite: Suite) -> None:
    await suite.define_indicator()
    await suite.define_partnership(TOGETHER, HARBOROUGH, HINCKLEY)
    await suite.figure(HARBOROUGH, numerator=85, denominator=100)
    member = await suite.officer(HINCKLEY)

    seen = {
        path: await status_of(suite, path, member)
        for body in (HINCKLEY, HARBOROUGH, TOGETHER)
        for path in (
            f"{body}/figures",
            f"{body}/submissions",
            f"{body}/targets/2019-20",
            f"{body}/scorecard?period=2019-20-M09",
            f"{body}/series/council-tax-in-year?year=2019-20",
        )
    }

    assert {path for path, status in seen.items() if status == 200} == {
        path for path in seen if path.startswith(HINCKLEY)
    }
    assert {status for path, status in seen.items() if not path.startswith(HINCKLEY)} == {404}


async def test_who_reads_a_partnership_reads_its_members_of_today(suite: Suite) -> None:
    """Not who left, nor who is to join: what they do on their own is their own."""
    await suite.define_indicator()
    left = {"council": NORTH_WEST, "joined": "2011-04-01", "left": "2015-03-31"}
    to_join = {"council": "E07000130", "joined": "2098-04-01"}
    stays = [*definition(HARBOROUGH, HINCKLEY)["members"], left, to_join]
    await suite.define_partnership(TOGETHER, members=stays)
    await suite.figure(HARBOROUGH, numerator=85, denominator=100)
    reader = await suite.key(kpi_read=[TOGETHER])
    path = f"/v1/kpi/bodies/{HARBOROUGH}/figures"

    figures = await suite.http.get(path, headers=reader)
    statuses = [
        await status_of(suite, f"{body}/figures", reader)
        for body in (HINCKLEY, TOGETHER, NORTH_WEST, "E07000130", "E07000075")
    ]

    assert [figure["value"] for figure in figures.json()["items"]] == [85]
    assert statuses == [200, 200, 404, 404, 404]


async def test_of_who_left_the_partnership_tells_the_periods_of_its_stay(suite: Suite) -> None:
    """Of March its 30 count, and are shown; its own pages are closed, of whatever time."""
    await suite.define_indicator()
    left = {"council": NORTH_WEST, "joined": "2011-04-01", "left": "2015-03-31"}
    await suite.define_partnership(TOGETHER, members=[*definition(HARBOROUGH)["members"], left])
    for period in ("2014-15-M12", "2015-16-M01"):
        await suite.figure(HARBOROUGH, period=period, numerator=10, denominator=20)
        await suite.figure(NORTH_WEST, period=period, numerator=30, denominator=60)
    reader = await suite.key(kpi_read=[TOGETHER])

    march = await suite.scorecard(TOGETHER, "2014-15-M12")
    april = await suite.scorecard(TOGETHER, "2015-16-M01")
    own = [
        await status_of(suite, f"{NORTH_WEST}/{page}", reader)
        for page in ("scorecard?period=2014-15-M12&view=working", "submissions")
    ]

    assert [row["numerator"] for row in march["rows"]] == [40]
    assert [member["body"] for member in march["members"]] == [HARBOROUGH, NORTH_WEST]
    assert [row["numerator"] for row in april["rows"]] == [10]
    assert [member["body"] for member in april["members"]] == [HARBOROUGH]
    assert own == [404, 404]


async def test_who_reads_a_partnership_submits_for_nobody(suite: Suite) -> None:
    await suite.define_indicator()
    await suite.define_partnership(TOGETHER, HARBOROUGH)
    reader = await suite.key(kpi_read=[TOGETHER], kpi_submit=[TOGETHER])
    figure = {"indicator": "council-tax-in-year", "period": "2019-20-M09", "value": 85}
    answer = await suite.submit({"body": HARBOROUGH, "figures": [figure]}, reader)

    assert answer.status_code == 403


async def test_a_council_is_listed_with_its_end_and_its_successor(suite: Suite) -> None:
    headers = await suite.officer(HINCKLEY)
    forest_heath = await suite.http.get("/v1/kpi/councils/E07000201", headers=headers)
    unknown = await suite.http.get("/v1/kpi/councils/E07999999", headers=headers)

    assert forest_heath.json()["end"] == "2019-03-31"
    assert forest_heath.json()["successors"] == ["E07000245"]
    assert unknown.status_code == 404
