"""A sheet of yesterday undoes nothing that a colleague has changed since."""

from __future__ import annotations

import pytest

from tests.risk.exchange.sheets import Sheets, change, filled, outcomes, problems
from tests.risk.views.desk import Desk

STALE = [("changed_since", "recorded_at")]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_a_row_older_than_what_stands_changes_nothing(desk: Desk, kind: str) -> None:
    """The colleague's text stays, and the other rows of the sheet are taken."""
    await filled(desk)
    sheets = Sheets(desk, kind)
    cells = await sheets.out()
    await desk.risk("R2", title="-5 degrees", treatment="A colleague's")
    change(cells, "R2", "event", "Mine")
    change(cells, "R1", "event", "Mine too")

    answer = await sheets.back(cells)

    assert outcomes(answer) == {"R1": "restated", "R2": "rejected", "R3": "unchanged"}
    assert problems(answer) == STALE
    [told] = [row["problems"][0] for row in answer.json()["results"] if row["problems"]]
    assert "export again" in told["detail"]
    rows = {row["reference"]: row for row in (await desk.get("view"))["items"]}
    assert (rows["R2"]["treatment"], rows["R2"]["event"]) == ("A colleague's", None)


async def test_nor_does_one_older_than_a_score(sheets: Sheets) -> None:
    """Also if nothing was changed in it: it would put the score back."""
    await filled(sheets.desk)
    cells = await sheets.out()
    await sheets.desk.assess("R1", 5, 5, reason="A colleague's")

    answers = [await sheets.back(cells), await sheets.back(cells, reason="Mine")]

    assert [outcomes(answer)["R1"] for answer in answers] == ["rejected"] * 2
    assert [problems(answer) for answer in answers] == [STALE] * 2
    [row] = [row for row in (await sheets.desk.get("risks"))["items"] if row["reference"] == "R1"]
    assert (row["current_likelihood"], row["current_impact"]) == (5, 5)


async def test_exported_again_it_is_taken(sheets: Sheets) -> None:
    await filled(sheets.desk)
    await sheets.desk.assess("R1", 5, 5, reason="A colleague's")
    cells = await sheets.out()
    change(cells, "R1", "event", "Mine")

    answer = await sheets.back(cells)

    assert outcomes(answer)["R1"] == "restated"


async def test_what_was_sent_twice_is_unchanged_however_old(sheets: Sheets) -> None:
    await filled(sheets.desk)
    cells = await sheets.out()
    change(cells, "R1", "event", "Mine")

    answers = [await sheets.back(cells) for _ in range(2)]

    assert [outcomes(answer)["R1"] for answer in answers] == ["restated", "unchanged"]


async def test_a_row_of_no_moment_is_of_now(sheets: Sheets) -> None:
    await filled(sheets.desk)
    cells = await sheets.out()
    await sheets.desk.risk("R2", title="Another")
    change(cells, "R2", "recorded_at", "")

    emptied = await sheets.back(cells)
    made_by_hand = await sheets.sent({"reference": "R2", "title": "By hand"})

    assert outcomes(emptied)["R2"] == "restated"
    assert outcomes(made_by_hand) == {"R2": "restated"}


async def test_a_moment_that_can_not_be_read_is_told(sheets: Sheets) -> None:
    """A spreadsheet may write it anew, without its offset."""
    answer = await sheets.sent({"reference": "R1", "title": "T", "recorded_at": "2020-02-03 10:00"})

    assert problems(answer) == [("instant_unclear", "recorded_at")]
