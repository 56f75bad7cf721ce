"""A plan out as a sheet, changed, and in again."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest
import xlsxwriter

from services.projects.exchange.drafts import FORM
from shared.sheets.workbooks.sheet import WorkbookSheet
from tests.sheets import lines_of

if TYPE_CHECKING:
    from tests.projects.planning import Planning

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES: Final = {"csv": "text/csv", "xlsx": XLSX}
Cells = list[list[str]]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_an_export_sent_back_changes_nothing(planning: Planning, kind: str) -> None:
    """With dates that have two readings or none, moved, met and removed ones, and semicolons."""
    await _fill(planning)
    before = await _everything(planning)

    answer = await _back(planning, await _out(planning, kind), kind)

    assert answer.status_code == 201, answer.text
    assert {row["outcome"] for row in answer.json()["results"]} == {"unchanged"}
    assert await _everything(planning) == before


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
async def test_one_cell_changed_restates_one_row(planning: Planning, kind: str) -> None:
    await _fill(planning)
    cells = await _out(planning, kind)
    _change(cells, ("P1", ""), "owners", "LB; SC")

    answer = await _back(planning, cells, kind)

    assert _outcomes(answer, "restated") == [("P1", None)]
    assert answer.json()["counts"]["unchanged"] == len(cells) - 2
    assert (await planning.read("items/P1"))["owners"] == ["LB", "SC"]


async def test_a_row_older_than_what_stands_changes_nothing(planning: Planning) -> None:
    """Of an item and of a milestone: a colleague's change stays, and the next sheet is taken."""
    await planning.put("items/P1/milestones/m", _due("18/05/2012"))
    cells = await _out(planning)
    await planning.put("items/P1/milestones/m", _due("18/05/2012") | {"title": "A colleague's"})
    item = await planning.read("items/P1")
    theirs = {"title": item["title"], "kind": item["kind"], "owners": ["KH"]}
    assert (await planning.put("items/P1", theirs)).status_code == 200
    stale = await _back(planning, cells)
    _change(cells, ("P1", "m"), "notes", "Mine")
    changed = await _back(planning, cells)
    cells = await _out(planning)
    _change(cells, ("P1", "m"), "notes", "Mine")
    answer = await _back(planning, cells)

    for each in (stale, changed):
        assert _outcomes(each, "rejected") == [("P1", None), ("P1", "m")]
        assert _problems(each) == [("changed_since", "recorded_at")] * 2
    assert _outcomes(answer, "restated") == [("P1", "m")]
    kept = await planning.read("items/P1/milestones/m")
    assert (kept["title"], kept["notes"]) == ("A colleague's", "Mine")
    assert (await planning.read("items/P1"))["owners"] == ["KH"]


async def test_a_date_moves_for_the_reason_of_its_row(planning: Planning) -> None:
    """From Friday 18 May 2012 to Friday 25 May: five working days."""
    await planning.put("items/P1/milestones/m", _due("18/05/2012"))
    cells = await _out(planning)
    name = ("P1", "m")
    for column, cell in (("due", "25/05/2012"), ("due_starts", ""), ("due_ends", "")):
        _change(cells, name, column, cell)

    without = await _back(planning, cells)
    _change(cells, name, "reason", "Supplier late")
    answer = await _back(planning, cells)

    assert _problems(without) == [("reason_missing", "reason")]
    assert _outcomes(answer, "restated") == [name]
    kept = await planning.read("items/P1/milestones/m")
    [date], [move] = kept["dates"], kept["moves"]
    assert (date["baseline"]["ends"], date["current"]["ends"]) == ("2012-05-18", "2012-05-25")
    assert (move["reason"], move["slippage"], date["slippage"]) == ("Supplier late", 5, 5)


async def test_a_date_changed_beside_its_days_is_told_all_that_is_wrong(planning: Planning) -> None:
    await planning.put("items/P1/milestones/m", _due("18/05/2012"))
    cells = await _out(planning)
    _change(cells, ("P1", "m"), "due", "25/05/2012")

    answer = await _back(planning, cells)

    assert _problems(answer) == [("days_left_over", "due"), ("reason_missing", "reason")]
    told = "due_starts and due_ends still tell of the one before: empty them"
    assert told in answer.text


async def test_an_exported_sheet_starts_another_plan(planning: Planning) -> None:
    """Whose baselines are the dates with which it comes; one that had moved is told plainly."""
    await planning.put("items/P1/milestones/m", _due("18/05/2012"))
    cells = await _out(planning)
    place = cells[0].index
    for row in cells[1:]:
        row[place("item")] = row[place("item")].replace("P", "N")
    answer = await _back(planning, cells)
    for row in cells[1:]:
        row[place("item")] = row[place("item")].replace("N", "M")
    _change(cells, ("M1", "m"), "due_baseline", "11/05/2012")
    moved = await _back(planning, cells)

    assert _outcomes(answer, "created") == [("N1", None), ("N1", "m"), ("N2", None)]
    [date] = (await planning.read("items/N1/milestones/m"))["dates"]
    assert date["baseline"]["ends"] == "2012-05-18"
    assert _problems(moved) == [("baseline_stays", "due_baseline")]
    assert "The date is new" in moved.text


async def test_a_row_that_cannot_be_read_keeps_its_name_and_spoils_no_other(
    planning: Planning,
) -> None:
    await planning.put("items/P1/milestones/m", _due("18/05/2012"))
    cells = await _out(planning)
    _change(cells, ("P1", "m"), "due_ends", "soon")

    sheet = await _back(planning, cells)
    rows: list[dict[str, Any]] = [{"item": "P1"}, {"item": "P1", "milestone": "m", "nonsense": 1}]
    as_json = await _sent(planning, *rows)

    assert _outcomes(sheet, "rejected") == _outcomes(as_json, "rejected") == [("P1", "m")]
    assert _outcomes(sheet, "unchanged") == [("P1", None), ("P2", None)]
    assert _outcomes(as_json, "unchanged") == [("P1", None)]


async def test_back_to_the_baseline_is_a_move_too(planning: Planning) -> None:
    await planning.put("items/P1/milestones/m", _due("18/05/2012"))
    await planning.step("items/P1/milestones/m", "redate", {"to": "25/05/2012", "reason": "Late"})

    answer = await _sent(
        planning, {"item": "P1", "milestone": "m", "due": "18/05/2012", "reason": "In time"}
    )

    assert _outcomes(answer, "restated") == [("P1", "m")]
    kept = await planning.read("items/P1/milestones/m")
    assert [move["reason"] for move in kept["moves"]] == ["Late", "In time"]


async def test_new_items_and_milestones_are_made_in_their_order(planning: Planning) -> None:
    answer = await _sent(
        planning,
        {"item": "P3", "title": "Take-up", "parent": "P1"},
        {"item": "P3", "milestone": "m1", "title": "Tender", "interim": "Q1", "full": "Q3"},
        {"item": "P3", "milestone": "m2", "title": "Go live", "depends_on": "P3/m1"},
        {"item": "P4", "milestone": "m1", "title": "Of no item"},
    )

    assert _outcomes(answer, "created") == [("P3", None), ("P3", "m1"), ("P3", "m2")]
    assert _problems(answer) == [("no_such_item", "item")]
    kept = await planning.read("items/P3/milestones/m1")
    assert [date["baseline"]["ends"] for date in kept["dates"]] == ["2012-06-30", "2012-12-31"]
    assert (await planning.read("items/P3/milestones/m2"))["depends_on"] == [
        {"item": "P3", "milestone": "m1"}
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"item": "P1", "parent": "P1"}, ("parent_circle", "parent")),
        ({"item": "P9"}, ("title_missing", "title")),
        ({"item": "P1", "kind": "wish"}, ("unknown_kind", "kind")),
        ({"item": "P1", "state": "removed"}, ("state_not_taken", "state")),
        ({"item": "P1", "milestone": "m", "state": "complete"}, ("state_not_taken", "state")),
        ({"item": "P1", "milestone": "m", "due": None}, ("date_stays", "due")),
        ({"item": "P1", "milestone": "m", "due": "06/05/2012"}, ("date_unclear", "due")),
        (
            {"item": "P1", "milestone": "m", "depends_on": "P1/m"},
            ("dependency_circle", "depends_on"),
        ),
        (
            {"item": "P1", "milestone": "m", "depends_on": "P2/none"},
            ("no_such_milestone", "depends_on"),
        ),
        ({"item": "P1", "milestone": "done", "title": "Other"}, ("wrong_state", None)),
        ({"item": "P1", "due": "18/05/2012"}, ("not_of_this_row", "due")),
        ({"item": "P1", "milestone": "m", "risks": "R1"}, ("not_of_this_row", "risks")),
        (
            {"item": "P1", "milestone": "m", "due_baseline": "19/05/2012"},
            ("baseline_stays", "due_baseline"),
        ),
        (
            {"item": "P1", "milestone": "m", "due_actual": "2012-05-18"},
            ("state_not_taken", "due_actual"),
        ),
        (
            {"item": "P1", "milestone": "m", "due_ends": "2012-05-18"},
            ("date_missing", "due_ends"),
        ),
        ({"item": "P1", "nonsense": 1}, ("unknown_field", "nonsense")),
    ],
)
async def test_a_bad_row_is_told_by_its_column(
    planning: Planning, row: dict[str, Any], problem: tuple[str, str | None]
) -> None:
    await planning.put("items/P1/milestones/m", _due("18/05/2012"))
    await planning.put("items/P1/milestones/done", _due("18/05/2012"))
    done = {"on": "2012-05-18", "evidence": "Minutes"}
    await planning.step("items/P1/milestones/done", "complete", done)
    before = await _everything(planning)

    answer = await _sent(planning, row)

    assert answer.status_code == 422
    assert answer.json()["code"] == "nothing_accepted"
    assert _problems(answer) == [problem]
    assert await _everything(planning) == before


@pytest.mark.parametrize("written", ["06/05/2012", "31 June 2012"])
async def test_a_date_is_asked_back_by_the_columns_of_the_sheet(
    planning: Planning, written: str
) -> None:
    """One that could be the 6th of May or the 5th of June, and one that there is not."""
    answer = await _sent(planning, {"item": "P1", "milestone": "m", "title": "T", "due": written})

    [told] = answer.json()["results"][0]["problems"]
    assert told["detail"].endswith("write what is meant in due_starts and due_ends")
    assert "as_written" not in answer.text


async def test_a_removed_item_takes_nothing(planning: Planning) -> None:
    await planning.step("items/P1", "remove", {"reason": "Merged"})

    answer = await _sent(
        planning,
        {"item": "P1", "title": "Another"},
        {"item": "P1", "milestone": "m", "title": "New"},
        {"item": "P2", "title": "Another"},
    )

    assert _problems(answer) == [("wrong_state", None), ("wrong_state", "item")]
    assert _outcomes(answer, "restated") == [("P2", None)]


async def test_all_or_none_and_a_rehearsal_keep_nothing(planning: Planning) -> None:
    rows = [{"item": "P1", "title": "Another"}, {"item": "P8"}]

    all_or_none = await _sent(planning, *rows, atomic="true")
    rehearsal = await _sent(planning, *rows, mode="validate")

    assert all_or_none.json()["code"] == "batch_rejected"
    assert (rehearsal.status_code, rehearsal.json()["counts"]["restated"]) == (200, 1)
    assert (await planning.read("items/P1"))["title"] == "Priority P1"


async def test_two_rows_of_one_thing_are_both_refused(planning: Planning) -> None:
    rows = [{"item": "P1", "title": title} for title in ("One", "Another")]

    answer = await _sent(planning, *rows, {"item": "P2", "title": "Kept"})

    assert _problems(answer) == [("duplicate_in_batch", "item")] * 2


async def test_what_a_spreadsheet_would_run_comes_back_as_it_was(planning: Planning) -> None:
    await planning.put("items/P1", {"title": "=1+1", "notes": "-5 days; 'quoted'"})

    answer = await _back(planning, await _out(planning))

    assert {row["outcome"] for row in answer.json()["results"]} == {"unchanged"}


async def _fill(planning: Planning) -> None:
    await planning.put(
        "items/P1",
        {
            "title": "Take-up, of what is due",
            "owners": ["KH", "a; b"],
            "teams": ["PDT"],
            "measures": ["70%? (TBA)", "back\\slash"],
            "order": 3,
            "text": "Two\nlines",
        },
    )
    both = {"as_written": "06/05/2012", "starts": "2012-05-06", "ends": "2012-05-06"}
    dates = [
        {"kind": "interim", "planned": both},
        {"kind": "full", "planned": "Q3"},
    ]
    await planning.put("items/P1/milestones/m", {"title": "Tender", "dates": dates})
    await planning.put("items/P1/milestones/vague", _due("Ongoing"))
    link = {"item": "P1", "milestone": "m"}
    await planning.put("items/P2/milestones/moved", _due("18/05/2012") | {"depends_on": [link]})
    moved = {"to": "June 2012", "reason": "Supplier late"}
    steps = [await planning.step("items/P2/milestones/moved", "redate", moved)]
    done = {"on": "2012-05-18", "evidence": "Minutes"}
    await planning.put("items/P2/milestones/done", _due("18/05/2012"))
    steps.append(await planning.step("items/P2/milestones/done", "complete", done))
    await planning.put("items/P3", {"title": "Old", "parent": "P9"})
    steps.append(await planning.step("items/P3", "remove", {"reason": "Merged"}))
    assert [each.status_code for each in steps] == [200] * 3


def _due(when: str) -> dict[str, Any]:
    return {"title": "Go live", "dates": [{"planned": when}]}


async def _everything(planning: Planning) -> list[Any]:
    items = (await planning.read("items"))["items"]
    return [items, (await planning.read("milestones"))["items"]]


async def _out(planning: Planning, kind: str = "csv") -> Cells:
    answer = await planning.get("rows", format=kind)
    assert answer.status_code == 200, answer.text
    if kind == "csv":
        return list(csv.reader(io.StringIO(answer.text, newline="")))
    sheet = WorkbookSheet(io.BytesIO(answer.content), columns=FORM.names, required=())
    return [[*FORM.names], *(line.cells for line in lines_of(sheet))]


async def _back(planning: Planning, cells: Cells, kind: str = "csv") -> httpx.Response:
    if kind == "csv":
        text = io.StringIO(newline="")
        csv.writer(text).writerows(cells)
        content = text.getvalue().encode()
    else:
        file = io.BytesIO()
        with xlsxwriter.Workbook(file) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(cells):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell)
        content = file.getvalue()
    headers = await planning.officer() | {"Content-Type": TYPES[kind]}
    return await planning.suite.http.post(f"{planning.at}/rows", content=content, headers=headers)


async def _sent(planning: Planning, *rows: dict[str, Any], **query: str) -> httpx.Response:
    return await planning.suite.http.post(
        f"{planning.at}/rows",
        json={"items": rows},
        params=query,
        headers=await planning.officer(),
    )


def _change(cells: Cells, name: tuple[str, str], column: str, cell: str) -> None:
    place = cells[0].index
    [row] = [row for row in cells if (row[place("item")], row[place("milestone")]) == name]
    row[place(column)] = cell


def _outcomes(answer: httpx.Response, outcome: str) -> list[tuple[str, str | None]]:
    rows = answer.json()["results"]
    return [(row["item"], row["milestone"]) for row in rows if row["outcome"] == outcome]


def _problems(answer: httpx.Response) -> list[tuple[str, str | None]]:
    rows = answer.json()["results"]
    return [(one["code"], one["column"]) for row in rows for one in row["problems"]]
