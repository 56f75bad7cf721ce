"""A register out as a sheet, changed, and in again."""

from __future__ import annotations

import pytest

from tests.risk.exchange.sheets import Sheets, change, filled, outcomes, problems
from tests.risk.views.desk import SECRET, Desk, matrix


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_an_export_sent_back_changes_nothing(desk: Desk, kind: str) -> None:
    await filled(desk)
    sheets = Sheets(desk, kind)
    before = (await desk.get("view"))["items"]

    answer = await sheets.back(await sheets.out())

    assert outcomes(answer) == dict.fromkeys(("R1", "R2", "R3"), "unchanged")
    assert problems(answer) == []
    assert (await desk.get("view"))["items"] == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_one_cell_changed_restates_one_risk(desk: Desk, kind: str) -> None:
    await filled(desk)
    sheets = Sheets(desk, kind)
    cells = await sheets.out()
    change(cells, "R2", "treatment", "A second provider")

    answer = await sheets.back(cells)

    assert answer.status_code == 201
    assert outcomes(answer) == {"R1": "unchanged", "R2": "restated", "R3": "unchanged"}
    assert answer.json()["counts"] == {
        "created": 0,
        "restated": 1,
        "unchanged": 2,
        "held": 0,
        "rejected": 0,
    }
    rows = {row["reference"]: row for row in (await desk.get("view"))["items"]}
    assert rows["R2"]["treatment"] == "A second provider"


async def test_a_score_changes_in_one_cell_for_a_reason(sheets: Sheets) -> None:
    """The reason of the score that stands is not the new one's."""
    await filled(sheets.desk)
    cells = await sheets.out()
    change(cells, "R1", "current_likelihood", "5")

    without = await sheets.back(cells)
    answer = await sheets.back(cells, reason="Two staff left")

    assert problems(without) == [("reason_missing", "current_reason")]
    assert outcomes(answer) == {"R1": "restated", "R2": "unchanged", "R3": "unchanged"}
    assessed = await sheets.desk.suite.http.get(
        f"{sheets.desk.at}/risks/R1/assessments?limit=1", headers=await sheets.desk.writer()
    )
    [newest] = assessed.json()["items"]
    assert (newest["score"], newest["reason"], newest["assessed"]) == (20, "Two staff left", None)


async def test_a_score_of_an_earlier_matrix_comes_in_again_as_it_is(sheets: Sheets) -> None:
    await filled(sheets.desk)
    await sheets.desk.register(matrix=matrix(4), reason="Four by four")

    answer = await sheets.back(await sheets.out())

    assert set(outcomes(answer).values()) == {"unchanged"}


async def test_who_does_not_see_part_two_leaves_it_as_it_is(sheets: Sheets) -> None:
    await filled(sheets.desk)
    clerk = await sheets.desk.clerk()
    cells = await sheets.out(clerk)
    assert SECRET not in str(cells)
    change(cells, "R1", "event", "Another")

    answer = await sheets.back(cells, clerk)

    assert SECRET not in answer.text
    assert outcomes(answer)["R1"] == "restated"
    row = (await sheets.desk.get("view"))["items"][0]
    assert (row["event"], row["consequence"]) == ("Another", SECRET)


async def test_a_row_that_leaves_part_two_out_leaves_it_as_it_is(sheets: Sheets) -> None:
    await filled(sheets.desk)

    answer = await sheets.sent({"reference": "R1", "event": "E"}, who=await sheets.desk.clerk())

    assert outcomes(answer) == {"R1": "restated"}
    assert (await sheets.desk.get("view"))["items"][0]["consequence"] == SECRET


async def test_who_does_not_see_part_two_does_not_write_there(sheets: Sheets) -> None:
    await filled(sheets.desk)
    clerk = await sheets.desk.clerk()
    cells = await sheets.out(clerk)
    change(cells, "R1", "consequence", "A guess")
    change(cells, "R1", "confidential", "")

    answer = await sheets.back(cells, clerk)

    assert outcomes(answer)["R1"] == "rejected"
    assert problems(answer) == [("confidential", "consequence"), ("confidential", "confidential")]
    assert SECRET not in answer.text


async def test_a_sheet_of_another_register_makes_its_risks(sheets: Sheets) -> None:
    """Out of one body and into another, nothing but the state of the closed one is lost."""
    await filled(sheets.desk)
    cells = await sheets.out()
    other = Sheets(Desk(sheets.desk.suite, "another-council"))
    who = await other.desk.suite.key(
        "mover",
        risk_read=["another-council"],
        risk_write=["another-council"],
        risk_confidential=["another-council"],
    )
    given = {"title": "Operational risks", "category": "operational"}
    await other.desk.suite.http.put(
        f"{other.desk.at}/registers/operational", json=given, headers=who | {"If-None-Match": "*"}
    )

    refused = await other.back(cells, who)
    change(cells, "R3", "state", "")
    change(cells, "R3", "state_reason", "")
    answer = await other.back(cells, who)

    assert problems(refused) == [("state_not_taken", "state"), ("state_not_taken", "state_reason")]
    assert outcomes(answer) == {"R1": "unchanged", "R2": "unchanged", "R3": "created"}
    change(cells, "R3", "state", "open")
    assert await other.out(who) == cells
