"""A register's rows: what they say, which of them, in which order."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.risk.views.desk import SECRET, Desk, matrix


async def _three(desk: Desk) -> None:
    """Three risks: R1 scores 6, R2 20, R3 is not scored."""
    await desk.risk("R1", category="project", owners=["LB", "SC"])
    await desk.assess("R1", 2, 3)
    await desk.risk("R2", indicators=["council-tax-in-year"])
    await desk.assess("R2", 4, 5)
    await desk.risk("R3", owners=["sc"])


def _references(view: Any) -> list[str]:
    return [row["reference"] for row in view["items"]]


def _codes(row: Any) -> set[str]:
    return {flag["code"] for flag in row["warnings"]}


async def test_a_row_says_its_scores_and_nobody_invents_one(desk: Desk) -> None:
    await _three(desk)

    rows = (await desk.get("view"))["items"]

    said = [(row["current"] or {}).get("score") for row in rows]
    assert said == [6, 20, None]
    assert [row["inherent"] for row in rows] == [None, None, None]
    assert (rows[1]["current"]["band"], rows[1]["current"]["band_label"]) == (
        "very-high",
        "Very high",
    )


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "closed"}, ["R2"]),
        ({"state": "open"}, ["R1", "R3"]),
        ({"band": "medium"}, ["R1"]),
        ({"category": "project"}, ["R1"]),
        ({"owner": "SC"}, ["R1", "R3"]),
        ({"indicator": "council-tax-in-year"}, ["R2"]),
        ({"unscored": "true"}, ["R3"]),
        ({"unscored": "false"}, ["R1", "R2"]),
        ({"owner": "SC", "unscored": "false"}, ["R1"]),
    ],
    ids=str,
)
async def test_rows_are_chosen(desk: Desk, asked: dict[str, str], found: list[str]) -> None:
    await _three(desk)
    await desk.step("R2", "close", "Over")

    assert _references(await desk.get("view", **asked)) == found


async def test_the_highest_scores_come_first_and_unknown_ones_last(desk: Desk) -> None:
    await _three(desk)

    assert _references(await desk.get("view", sort="score")) == ["R2", "R1", "R3"]


@pytest.mark.parametrize("sort", ["reference", "score", "next_review"])
async def test_pages_of_any_order_join_to_the_whole(desk: Desk, sort: str) -> None:
    await _three(desk)
    await desk.risk("R4")
    whole = _references(await desk.get("view", sort=sort))

    pages: list[str] = []
    cursor = None
    while True:
        more: dict[str, Any] = {"cursor": cursor} if cursor else {}
        page = await desk.get("view", sort=sort, limit=1, **more)
        pages += _references(page)
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert pages == whole
    assert len(whole) == 4


async def test_a_cursor_of_another_order_is_none(desk: Desk) -> None:
    await _three(desk)
    cursor = (await desk.get("view", sort="score", limit=1))["next_cursor"]

    answer = await desk.ask("view", sort="reference", limit=1, cursor=cursor)

    assert answer.status_code == 422
    assert [fault["code"] for fault in answer.json()["errors"]] == ["bad_cursor"]


async def test_a_row_tells_what_a_reader_ought_to_know(desk: Desk) -> None:
    """The usual tolerance is 12; 4 x 5 = 20 lies above it, and above the inherent 2 x 5 = 10."""
    await _three(desk)
    await desk.assess("R2", 2, 5, kind="inherent")

    first, second, third = (await desk.get("view"))["items"]

    assert _codes(first) == set()
    assert _codes(second) == {"above_tolerance", "current_above_inherent"}
    assert _codes(third) == {"current_unknown"}


async def test_scores_are_held_against_each_other_on_the_same_scales(desk: Desk) -> None:
    """The inherent 10 and the current 20, with another title of the register in between."""
    await _three(desk)
    await desk.register(title="Risks of the shared service")
    await desk.assess("R2", 2, 5, kind="inherent")

    _, second, _ = (await desk.get("view"))["items"]

    assert "current_above_inherent" in _codes(second)


async def test_a_score_of_an_earlier_matrix_says_so_and_is_not_held_against_this_one(
    desk: Desk,
) -> None:
    await _three(desk)
    await desk.register(matrix=matrix(4, tolerance=4), reason="Four by four")

    rows = (await desk.get("view"))["items"]

    assert [_codes(row) for row in rows] == [
        {"another_matrix"},
        {"another_matrix"},
        {"current_unknown"},
    ]


async def test_a_row_says_how_its_score_moved(desk: Desk) -> None:
    await _three(desk)
    since = (await desk.risk("R4"))["recorded_at"]
    await desk.assess("R1", 1, 3, reason="Staff were found")
    await desk.assess("R4", 1, 1)

    rows = (await desk.get("view", from_=since))["items"]

    moved = [(row["movement"]["direction"], row["movement"]["not_compared"]) for row in rows]
    assert moved == [("down", None), ("same", None), (None, "unknown"), (None, "unknown")]
    assert rows[0]["movement"]["before"]["score"] == 6


async def test_it_is_as_known_at_an_instant(desk: Desk) -> None:
    await _three(desk)
    first = (await desk.get("view"))["items"]
    instant = first[2]["recorded_at"]
    await desk.assess("R1", 5, 5, reason="Worse")
    await desk.risk("R9")

    assert (await desk.get("view", known_at=instant))["items"] == first


async def test_part_two_is_told_to_its_holders_alone_in_any_format(desk: Desk) -> None:
    await desk.risk("R1", cause=SECRET, consequence="Late bills", confidential=["cause"])

    for said in ("json", "csv"):
        outside = await desk.ask("view", await desk.reader(), format=said)
        inside = await desk.ask("view", format=said)

        assert outside.status_code == 200
        assert SECRET not in outside.text
        assert "Late bills" in outside.text
        assert SECRET in inside.text


async def test_what_is_part_two_now_was_so_before(desk: Desk) -> None:
    """A reader cannot ask for the time before somebody noticed that it is confidential."""
    first = await desk.risk("R1", cause=SECRET)
    await desk.risk("R1", cause=SECRET, confidential=["cause"])

    answer = await desk.ask("view", await desk.reader(), known_at=first["recorded_at"])

    assert answer.status_code == 200
    assert SECRET not in answer.text


async def test_a_table_has_the_same_columns_whatever_stands_in_it(desk: Desk) -> None:
    empty = list(csv.reader(io.StringIO((await desk.ask("view", format="csv")).text)))
    await _three(desk)
    full = list(csv.reader(io.StringIO((await desk.ask("view", format="csv")).text)))

    assert full[0] == empty[0]
    column = full[0].index("current_score")
    assert [row[column] for row in full[1:]] == ["6", "20", ""]
    assert [row[full[0].index("owners")] for row in full[1:]] == ["LB; SC", "", "sc"]


async def test_top_risks_are_the_open_ones_by_current_then_inherent_score(desk: Desk) -> None:
    await _three(desk)
    await desk.risk("R4")
    await desk.assess("R4", 3, 2)  # 6, as R1; but its inherent 8 is known
    await desk.assess("R4", 4, 2, kind="inherent")
    await desk.risk("R5")
    await desk.assess("R5", 5, 5)
    await desk.step("R5", "close", "Over")

    top = await desk.get("top", limit=3)

    assert _references(top) == ["R2", "R4", "R1"]
    assert top["unscored"] == 1


async def test_nothing_is_overdue_in_an_empty_register(desk: Desk) -> None:
    overdue = await desk.get("overdue", on="2020-04-01")

    assert (overdue["on"], overdue["items"]) == ("2020-04-01", [])


async def test_scores_of_two_matrices_are_ranked_by_their_share_of_the_highest(desk: Desk) -> None:
    """12 of 25 is less than 8 of 16, and more than 6 of 16; of equals, 3 of 16 and 6 of 16."""
    await desk.risk("R1")
    await desk.assess("R1", 4, 3)
    await desk.register(matrix=matrix(4), reason="Four by four")
    for reference, likelihood in (("R2", 4), ("R3", 3), ("R4", 3)):
        await desk.risk(reference)
        await desk.assess(reference, likelihood, 2)
    await desk.assess("R3", 3, 1, kind="inherent")
    await desk.assess("R4", 3, 2, kind="inherent")
    await desk.risk("R5")

    top = await desk.get("top")
    pages = [await desk.get("view", sort="score", limit=3)]
    pages.append(await desk.get("view", sort="score", cursor=pages[0]["next_cursor"]))

    assert _references(top) == ["R2", "R1", "R4", "R3", "R5"]
    assert [_references(page) for page in pages] == [["R2", "R1", "R3"], ["R4", "R5"]]
    assert [_codes(row) & {"another_matrix"} for row in top["items"][:2]] == [
        set(),
        {"another_matrix"},
    ]
    said = [(row["current"]["score"], row["current"]["highest"]) for row in top["items"][:2]]
    assert said == [(8, 16), (12, 25)]
