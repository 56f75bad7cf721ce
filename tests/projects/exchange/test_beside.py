"""What else a plan says, told beside its rows in a workbook, and read alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from tests.sheets import Book, book_of, cells_of

if TYPE_CHECKING:
    from tests.projects.planning import Planning

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BESIDE: Final = ["Sections", "Positions", "Savings", "Budgets", "Staffing"]
FORMULA: Final = '=HYPERLINK("http://evil.example","Click")'


async def _book(planning: Planning, **query: str) -> Book:
    """Return the rows of each sheet, by their columns; an empty cell is an empty text."""
    answer = await planning.get("rows", format="xlsx", **query)
    assert answer.status_code == 200, answer.text
    return book_of(answer.content)


async def _keep(planning: Planning, path: str, said: dict[str, Any]) -> None:
    answer = await planning.put(path, said)
    assert answer.is_success, answer.text


async def _say(planning: Planning, item: str, period: str, statement: str) -> None:
    answer = await planning.suite.http.post(
        f"{planning.at}/items/{item}/positions",
        json={"period": period, "statement": statement},
        headers=await planning.officer(),
    )
    assert answer.status_code == 201, answer.text


async def _fill(planning: Planning) -> None:
    """Something on every sheet; of savings and budgets also what tells of no year, or no line."""
    sections = [
        {"heading": "Scope", "kind": "scope", "paragraphs": ["Revenues", FORMULA]},
        {"heading": "Lessons"},
    ]
    year = {"starts": "2012-04-01", "ends": "2013-03-31"}
    plan = {"title": "Plan", "shape": "service_priorities", "sections": sections}
    await _keep(planning, "", plan | year)
    await _say(planning, "P2", "2012-13-Q1", "Not begun")
    await _say(planning, "P1", "2012-13-Q2", "On its way")
    await _say(planning, "P1", "2012-13-Q1", "First words")
    await _say(planning, "P1", "2012-13-Q1", "Second words")
    years = [
        {"year": "2012-13", "planned": 250_000.5, "as_written": "at least £250,000"},
        {"year": "2011-12", "planned": 100, "achieved": -20},
    ]
    posts = {"title": "Joint posts", "item": "P1", "recurrence": "recurring", "years": years}
    await _keep(planning, "savings/posts", posts)
    await _keep(planning, "savings/unknown", {"title": "To be found", "recurrence": "one_off"})
    await _keep(planning, "budgets/medium-term", _budget())
    bare = {"title": "Bare", "unit": "£", "columns": [{"label": "2012/13"}], "lines": []}
    await _keep(planning, "budgets/bare", bare | {"notes": "To come"})
    staff = {"team": "Service", "fte": 115.62, "on": "2012-04-01", "as_written": "115.62FTE's"}
    await _keep(planning, "staffing/establishment", staff)


def _budget() -> dict[str, Any]:
    """Of two columns; the base of the first is stated as 2,570, and its lines come to 2,567."""
    lines = [
        {"label": "Opening", "kind": "opening", "amounts": [2657, 2570]},
        {"label": "Reductions", "amounts": [-164, None], "as_written": ["(164)", "-"]},
        {"label": "Growth", "amounts": [74, 30]},
        {"label": "Base", "kind": "total", "amounts": [2570, 2600]},
    ]
    columns = [{"label": "2012/13", "year": "2012-13"}, {"label": "Next", "year": None}]
    said = {"title": "Medium term", "unit": "£000", "notes": "As printed"}
    return said | {"columns": columns, "lines": lines}


async def test_a_workbook_tells_beside_the_items_what_else_the_plan_says(
    planning: Planning,
) -> None:
    await _fill(planning)

    book = await _book(planning)

    assert [*book] == ["Data", *BESIDE]
    assert cells_of(book["Sections"], "section", "heading", "kind", "paragraph", "text") == [
        (1, "Scope", "scope", 1, "Revenues"),
        (1, "Scope", "scope", 2, FORMULA),
        (2, "Lessons", "", "", ""),
    ]
    [staff] = book["Staffing"]
    assert (staff["team"], staff["fte"], str(staff["on"])) == ("Service", 115.62, "2012-04-01")
    assert cells_of(
        book["Savings"], "saving", "item", "recurrence", "year", "planned", "achieved"
    ) == [
        ("posts", "P1", "recurring", "2011-12", 100, -20),
        ("posts", "P1", "recurring", "2012-13", 250_000.5, ""),
        ("unknown", "", "one_off", "", "", ""),
    ]


async def test_a_budget_is_told_cell_by_cell_with_the_totals_that_differ(
    planning: Planning,
) -> None:
    """2,657 - 164 + 74 is 2,567, where 2,570 is stated; 2,570 + 30 is 2,600, as it is stated."""
    await _fill(planning)

    bare, *cells = (await _book(planning))["Budgets"]

    assert (bare["budget"], bare["line"], bare["amount"], bare["notes"]) == (
        *("bare", "", ""),
        "To come",
    )
    columns = ("line", "kind", "column_label", "amount", "as_written", "computed", "difference")
    assert cells_of(cells, *columns) == [
        (1, "opening", "2012/13", 2657, "", "", ""),
        (1, "opening", "Next", 2570, "", "", ""),
        (2, "line", "2012/13", -164, "(164)", "", ""),
        (2, "line", "Next", "", "-", "", ""),
        (3, "line", "2012/13", 74, "", "", ""),
        (3, "line", "Next", 30, "", "", ""),
        (4, "total", "2012/13", 2570, "", 2567, 3),
        (4, "total", "Next", 2600, "", 2600, 0),
    ]
    assert [cell["notes"] for cell in cells] == ["As printed", *[""] * 7]


async def test_of_each_item_and_period_the_last_draft_is_told_in_reading_order(
    planning: Planning,
) -> None:
    """By when each period begins; what was removed is there too. P2 has a place, and P1 none."""
    await _fill(planning)
    await _keep(planning, "items/P2", {"title": "Priority P2", "order": 1})
    await _say(planning, "P1", "2012-13-M06", "In September")
    assert (await planning.step("items/P2", "remove", {"reason": "Merged"})).status_code == 200

    book = await _book(planning)
    document = await planning.read("rows")

    told = [
        ("P2", "2012-13-Q1", 1, "Not begun"),
        ("P1", "2012-13-Q1", 2, "Second words"),
        ("P1", "2012-13-Q2", 1, "On its way"),
        ("P1", "2012-13-M06", 1, "In September"),
    ]
    columns = ("item", "period", "draft", "statement")
    assert cells_of(book["Positions"], *columns) == told
    assert cells_of(document["positions"], *columns) == told
    assert cells_of(book["Positions"], "title", "period_start", "period_end")[0] == (
        "Priority P2",
        date(2012, 4, 1),
        date(2012, 6, 30),
    )


async def test_what_is_told_beside_is_as_known_then(planning: Planning) -> None:
    await _fill(planning)
    [_, second, *_] = (await planning.read("rows"))["positions"]
    await _say(planning, "P1", "2012-13-Q2", "Done")
    await _keep(planning, "staffing/later", {"team": "Later"})

    then = await planning.read("rows", known_at=second["recorded_at"])

    assert [row["statement"] for row in then["positions"]] == ["On its way", "Not begun"]
    assert then["staffing"] == then["savings"] == []


async def test_a_workbook_sent_back_changes_nothing_and_names_what_was_not_read(
    planning: Planning,
) -> None:
    """As it was answered, with all its sheets; a CSV has none of them."""
    await _fill(planning)
    due = {"title": FORMULA, "dates": [{"planned": "18/05/2012"}]}
    await _keep(planning, "items/P1/milestones/m", due)
    at, officer = f"{planning.at}/rows", await planning.officer()
    before = [await planning.read("rows"), await planning.read("savings")]
    sent = {
        kind: (await planning.get("rows", format=name)).content
        for name, kind in (("xlsx", XLSX), ("csv", "text/csv"))
    }

    by_book, by_csv = [
        await planning.suite.http.post(
            at, content=content, headers=officer | {"Content-Type": kind}
        )
        for kind, content in sent.items()
    ]

    assert by_book.status_code == by_csv.status_code == 201
    for answer in (by_book, by_csv):
        assert [row["outcome"] for row in answer.json()["results"]] == ["unchanged"] * 3
    assert (by_book.json()["not_read"], by_csv.json()["not_read"]) == (BESIDE, [])
    assert [await planning.read("rows"), await planning.read("savings")] == before


async def test_what_no_workbook_can_hold_is_refused_and_told_as_csv(planning: Planning) -> None:
    """Ten deliverables of 4,000 characters stand in one cell, and a cell takes 32,767."""
    await _keep(planning, "items/P1", {"title": "Long", "deliverables": ["d" * 4_000] * 10})

    as_book = await planning.get("rows", format="xlsx")
    as_csv = await planning.get("rows", format="csv")

    assert (as_book.status_code, as_book.json()["code"]) == (406, "not_acceptable")
    assert as_book.json()["detail"] == (
        "A workbook can't hold this: a cell holds at most 32,767 characters. It can be read as CSV."
    )
    assert as_csv.status_code == 200
