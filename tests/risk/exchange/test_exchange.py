"""A register out as a sheet, changed, and in again."""

from __future__ import annotations

import io
from typing import Final

import pytest
from python_calamine import load_workbook

from tests.risk.exchange.sheets import TYPES, Sheets, change, filled, outcomes, problems
from tests.risk.views.desk import SECRET, Desk, matrix

BESIDE: Final = ["Controls and actions", "Reviews", "Acceptances"]


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


async def _dealt_with(desk: Desk) -> None:
    """What is done about R1, with Part 2 in each sort of it."""
    await filled(desk)
    at = f"{desk.at}/risks/R1"
    who = await desk.writer()
    action = {
        "kind": "action",
        "title": "Ask a second provider",
        "text": SECRET,
        "owners": ["LB", "Head; Revenues"],
        "due": {"as_written": "Mar-20", "value": "2020-03", "precision": "month"},
        "state": "planned",
        "confidential": ["text"],
    }
    made = await desk.suite.http.put(
        f"{at}/mitigations/A1", json=action, headers=who | {"If-None-Match": "*"}
    )
    assert made.status_code == 201, made.text
    looked = {"reviewed": "2020-01-15", "reviewer": "Director"}
    await desk.post(f"{at}/reviews", looked | {"comment": SECRET, "comment_is_confidential": True})
    await desk.post(f"{at}/reviews", {"reviewed": "2020-02-15", "comment": "No change"})
    await desk.accept("R1", 12, "2098-12-31")


async def test_a_workbook_tells_beside_the_risks_what_is_done_about_them(sheets: Sheets) -> None:
    await _dealt_with(sheets.desk)
    await sheets.desk.action("R2", "A2", "2020-04-01")

    book = load_workbook(io.BytesIO((await sheets.desk.ask("risks", format="xlsx")).content))
    told = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    said = {
        name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        for name, rows in told.items()
    }

    assert book.sheet_names == ["Data", *BESIDE]
    first, second = said["Controls and actions"]
    assert [first[name] for name in ("reference", "mitigation", "kind", "state", "text")] == [
        "R1",
        "A1",
        "action",
        "planned",
        SECRET,
    ]
    assert (first["owners"], first["due"], first["due_value"]) == (
        "LB; Head\\; Revenues",
        "Mar-20",
        "2020-03",
    )
    assert (second["reference"], second["mitigation"]) == ("R2", "A2")
    assert [(row["reviewed"], row["comment"]) for row in said["Reviews"]] == [
        ("2020-02-15", "No change"),
        ("2020-01-15", SECRET),
    ]
    [given] = said["Acceptances"]
    assert (given["score"], str(given["expires"]), given["validity"]) == (12, "2098-12-31", "valid")


async def test_what_is_told_beside_hides_part_two_from_who_may_not_see_it(sheets: Sheets) -> None:
    await _dealt_with(sheets.desk)

    outside = await sheets.desk.ask("risks", await sheets.desk.reader())

    assert SECRET not in outside.text
    said = outside.json()
    assert [row["title"] for row in said["mitigations"]] == ["Ask a second provider"]
    assert [row["comment"] for row in said["reviews"]] == ["No change", None]


async def test_an_import_says_which_sheets_it_has_not_read(sheets: Sheets) -> None:
    """Whatever was changed there; a CSV has none."""
    await _dealt_with(sheets.desk)
    book = (await sheets.desk.ask("risks", format="xlsx")).content
    headers = await sheets.desk.writer() | {"Content-Type": TYPES["xlsx"]}

    answer = await sheets.desk.suite.http.post(sheets.at, content=book, headers=headers)
    as_csv = await sheets.back(await sheets.out())

    assert set(outcomes(answer).values()) == {"unchanged"}
    assert answer.json()["not_read"] == BESIDE
    assert as_csv.json()["not_read"] == []
