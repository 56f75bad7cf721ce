"""A register out as a sheet, changed, and in again."""

from __future__ import annotations

import pytest

from tests.risk.exchange.sheets import TYPES, Cells, Sheets, change, filled, outcomes, problems
from tests.risk.views.desk import SECRET, Desk, matrix
from tests.shared.sheets.workbooks.crafted import crafted, header, row, text


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
    assert without(await other.out(who), "recorded_at") == without(cells, "recorded_at")


def without(cells: Cells, column: str) -> Cells:
    """Return cells but for a column."""
    place = cells[0].index(column)
    return [row[:place] + row[place + 1 :] for row in cells]


def cell(cells: Cells, reference: str, column: str) -> str:
    """Return what stands in a cell."""
    [row] = [row for row in cells[1:] if row[0] == reference]
    return row[cells[0].index(column)]


async def all_of_it(desk: Desk) -> str:
    """Return all that is known of the register's risks, to who may see it."""
    writer = await desk.writer()
    lists = [f"{risk}/{each}" for risk in ("R1", "R3") for each in ("versions", "assessments")]
    answers = [
        await desk.suite.http.get(f"{desk.at}/risks/{each}", headers=writer) for each in lists
    ]
    assert {answer.status_code for answer in answers} == {200}
    return "".join(answer.text for answer in answers)


async def with_a_hidden_step(desk: Desk) -> None:
    """Fill the register; why R3 was closed is Part 2 too."""
    await filled(desk)
    [risk] = (await desk.get("view", state="closed"))["items"]
    sent = {"text": "state_reason", "recorded_at": risk["recorded_at"]}
    await desk.post(f"{desk.at}/risks/R3/hide", sent)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_what_one_exports_who_sees_no_part_two_loses_none_with_who_sees_it(
    desk: Desk, kind: str
) -> None:
    await with_a_hidden_step(desk)
    sheets = Sheets(desk, kind)
    before = await all_of_it(desk)
    cells = await sheets.out(await desk.clerk())

    answer = await sheets.back(cells, await desk.writer())
    by_clerk = await sheets.back(cells, await desk.clerk())

    hidden = [("R1", "consequence"), ("R1", "current_reason"), ("R3", "state_reason")]
    assert [cell(cells, *place) for place in hidden] == ["[Part 2]"] * 3
    assert str(cells).count("[Part 2]") == 3
    for each in (answer, by_clerk):
        assert set(outcomes(each).values()) == {"unchanged"}
        assert problems(each) == []
    assert await all_of_it(desk) == before


async def test_nor_as_json(sheets: Sheets) -> None:
    await with_a_hidden_step(sheets.desk)
    before = await all_of_it(sheets.desk)
    rows = (await sheets.desk.get("risks", await sheets.desk.clerk()))["items"]

    answer = await sheets.sent(*rows)

    assert set(outcomes(answer).values()) == {"unchanged"}
    assert await all_of_it(sheets.desk) == before


async def test_an_empty_cell_clears_part_two_if_its_sender_sees_it(sheets: Sheets) -> None:
    await filled(sheets.desk)
    cells = await sheets.out()
    change(cells, "R1", "consequence", "")

    blind = await sheets.back(cells, await sheets.desk.clerk())
    kept = (await sheets.desk.get("view"))["items"][0]["consequence"]
    answer = await sheets.back(cells)

    assert (outcomes(blind)["R1"], kept) == ("unchanged", SECRET)
    assert outcomes(answer)["R1"] == "restated"
    row = (await sheets.desk.get("view"))["items"][0]
    assert (row["consequence"], row["confidential"]) == (None, ["consequence"])


async def test_a_score_does_not_change_for_a_reason_that_is_hidden(sheets: Sheets) -> None:
    """What stands for it is no reason: neither the old one's nor one of its own."""
    await filled(sheets.desk)
    cells = await sheets.out(await sheets.desk.clerk())
    change(cells, "R1", "current_likelihood", "5")

    answers = [await sheets.back(cells, who) for who in (await sheets.desk.clerk(), None)]

    assert [problems(answer) for answer in answers] == [[("reason_missing", "current_reason")]] * 2


async def test_what_is_hidden_in_a_sheet_makes_no_risk_elsewhere(sheets: Sheets) -> None:
    """None would have the text, and nobody would know."""
    texts = {"cause": "[Part 2]", "current_impact": 3, "current_reason": "[Part 2]"}

    answer = await sheets.sent({"reference": "R7", "title": "T"} | texts)

    assert (answer.status_code, outcomes(answer)) == (422, {"R7": "rejected"})
    assert problems(answer) == [
        ("nothing_to_leave", "cause"),
        ("nothing_to_leave", "current_reason"),
    ]


async def test_a_flag_in_a_sheet_makes_part_two_of_a_reason_that_was_given(sheets: Sheets) -> None:
    desk = sheets.desk
    await desk.risk("R1")
    await desk.assess("R1", 3, 4, reason=SECRET)
    cells = await sheets.out()
    change(cells, "R1", "current_reason_is_confidential", "true")

    blind = await sheets.back(cells, await desk.clerk())
    answer = await sheets.back(cells)
    again = await sheets.back(cells)
    change(cells, "R1", "current_reason_is_confidential", "false")
    opened = await sheets.back(cells)

    note = [("part_2_not_kept", "current_reason_is_confidential")]
    each = (blind, answer, again, opened)
    assert [outcomes(one)["R1"] for one in each] == [
        "unchanged",
        "restated",
        "unchanged",
        "unchanged",
    ]
    assert [problems(one) for one in each] == [note, [], [], note]
    assert SECRET not in str(await sheets.out(await desk.clerk()))


async def test_why_a_step_was_taken_can_not_be_guessed_by_a_sheet(sheets: Sheets) -> None:
    await with_a_hidden_step(sheets.desk)
    told = []
    for guess in ("Over", "Not over"):
        row = {"reference": "R3", "state_reason": guess}
        told.append(await sheets.sent(row, who=await sheets.desk.clerk()))

    assert [problems(one) for one in told] == [[("state_not_taken", "state_reason")]] * 2


async def test_that_a_step_is_part_two_is_not_taken_from_a_sheet(sheets: Sheets) -> None:
    await filled(sheets.desk)
    row = {"reference": "R3", "state_reason_is_confidential": True}

    answer = await sheets.sent(row)

    assert problems(answer) == [("state_not_taken", "state_reason_is_confidential")]


async def test_a_formula_that_was_never_worked_out_clears_nothing(sheets: Sheets) -> None:
    """As openpyxl writes it: with an empty value, which is none."""
    await filled(sheets.desk)
    book = crafted(header("reference", "treatment") + row(2, text("R1"), "><f>1+1</f><v/>"))

    answer = await sheets.desk.suite.http.post(
        sheets.at,
        content=book.getvalue(),
        headers=await sheets.desk.writer() | {"Content-Type": TYPES["xlsx"]},
    )

    assert answer.status_code == 422, answer.text
    [fault] = answer.json()["errors"]
    assert (fault["code"], fault["row"], fault["column"]) == (
        "formula_without_value",
        1,
        "treatment",
    )
    assert (await sheets.desk.get("view"))["items"][0]["treatment"] == "'quoted"
