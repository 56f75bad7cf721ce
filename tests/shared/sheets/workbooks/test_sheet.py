"""Sheets in: a workbook's rows are a CSV's, each with its row number as the spreadsheet has it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from shared.refusals import Invalid, Malformed
from shared.sheets.reading import SheetRow
from shared.sheets.workbooks.sheet import WorkbookSheet
from shared.sheets.workbooks.writing import written_xlsx
from shared.sheets.writing import Table
from tests.shared.sheets.workbooks.crafted import (
    SHEET,
    WORKBOOK,
    crafted,
    header,
    lines,
    number,
    row,
    sheet,
    text,
    workbook,
)
from tests.sheets import lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def refused(rows: str, *columns: str, required: Sequence[str] = ()) -> list[tuple[str, str | None]]:
    """Return how a header is refused."""
    with pytest.raises(Invalid) as refusal:
        WorkbookSheet(crafted(rows), columns=columns, required=required)
    return [(fault.code, fault.column) for fault in refusal.value.errors]


def _not_read(file: io.BytesIO) -> Sequence[str]:
    return WorkbookSheet(file, columns=("a",), required=()).not_read()


def test_a_row_has_its_number_its_row_in_the_sheet_and_its_cells_by_column() -> None:
    rows = header("body", "Value ") + row(2, text("E07000132"), number("5"))
    read = WorkbookSheet(crafted(rows), columns=("body", "value"), required=("body",))
    [line] = read.lines()

    assert lines_of(read) == [(1, 2, ["E07000132", "5"])]
    assert read.named(line) == SheetRow(1, 2, {"body": "E07000132", "value": "5"})


def test_blank_rows_are_passed_over_and_counted_as_rows_of_the_sheet() -> None:
    """Also those that were styled, or filled once; and the header need not be in the first."""
    rows = [row(3, text("a"), text("b")), row(5, "", text("x")), row(6, ">", number("")), row(7)]
    rows += [row(9, text("y")), row(10, text("  ")), row(11, ">", ">")]
    found = lines(crafted("".join(rows)), "a", "b")

    assert [(each.number, each.line, each.cells) for each in found] == [
        (1, 5, ["", "x"]),
        (2, 9, ["y", ""]),
    ]


def test_of_a_row_with_too_many_cells_one_too_many_is_held() -> None:
    """Empty ones beyond the header are none."""
    far = f'<c r="XFD2"{text("far")}</c></row>'
    wide = row(2, text("x"), text("y"), text("z")).replace("</row>", far)
    found = lines(crafted(header("a", "b") + wide + row(3, text("x"), text("y"), ">")), "a", "b")

    assert [line.cells for line in found] == [["x", "y", "z"], ["x", "y"]]


def test_cells_and_rows_without_a_name_follow_each_other() -> None:
    """As some programs write them."""
    bare = f"<row><c{text('a')}</c><c{text('b')}</c></row>"
    found = lines(crafted(bare + bare.replace("<row>", '<row r="4">') + bare), "a", "b")

    assert [(each.line, each.cells) for each in found] == [(4, ["a", "b"]), (5, ["a", "b"])]


def test_elements_may_have_a_prefix() -> None:
    rows = header("a") + row(2, text("x"))
    prefixed = sheet(rows).replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns", "xmlns:x")

    assert lines(crafted("", {SHEET: prefixed}), "a")[0].cells == ["x"]


@pytest.mark.parametrize(
    "rows",
    [
        row(2, text("x")) + row(2, text("y")),
        row(3, text("x")) + row(2, text("y")),
        '<row r="2"><c r="B2"/><c r="A2"/></row>',
        '<row r="2"><c r="A2"/><c r="A2"/></row>',
        '<row r="2"><c r="A3"/></row>',
        '<row r="0"/>',
        '<row r="1048577"/>',
        '<row r="x"/>',
        '<row r="2"><c r="XFE2"><v>1</v></c></row>',
        '<row r="2"><c r="2"/></row>',
        '<row r="2"><c r="a2"/></row>',
        '<row r="2"><row r="3"/></row>',
        '<row r="2"><c r="A2"><c r="B2"/></c></row>',
        '<row r="2"><c r="A2"><v><v>1</v></v></c></row>',
        '<row r="2"><v>1</v></row>',
        '<c r="A2"/>',
        '<row r="2"><c r="A2" s="x"><v>1</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>1.5</v></c></row>',
    ],
)
def test_what_no_spreadsheet_writes_is_malformed(rows: str) -> None:
    """Two readers might take it for two things."""
    with pytest.raises(Malformed):
        lines(crafted(header("a", "b") + rows), "a", "b")


def test_the_first_sheet_that_is_shown_is_read_unless_another_is_named() -> None:
    sheets = workbook([("Old", "hidden"), ("Data", "visible")])
    both = {WORKBOOK: sheets, "xl/worksheets/sheet2.xml": sheet(header("a") + row(2, text("new")))}
    old = header("a") + row(2, text("old"))

    assert lines(crafted(old, both), "a")[0].cells == ["new"]
    assert lines(crafted(old, both), "a", name="Old")[0].cells == ["old"]
    with pytest.raises(Invalid, match="no sheet of this name"):
        lines(crafted(old, both), "a", name="Newer")


def test_what_is_not_read_is_named_if_its_name_is_a_plain_short_one() -> None:
    """Twenty at most: an answer repeats them."""
    many = written_xlsx(
        Table(["a"], [["read"]], beside={f"Sheet {n}": Table(["b"], []) for n in range(1, 23)})
    )
    hostile = workbook([("Data", "visible"), ("N" * 65, "visible")])
    second = {WORKBOOK: hostile, "xl/worksheets/sheet2.xml": sheet(header("b"))}

    assert _not_read(io.BytesIO(many)) == [f"Sheet {number}" for number in range(1, 21)]
    assert _not_read(crafted(header("a"), second)) == []


def test_a_chart_is_no_sheet() -> None:
    charts = {WORKBOOK: workbook([("Hidden", "hidden"), ("Gone", "veryHidden"), ("C", "visible")])}
    with pytest.raises(Malformed, match="shows no sheet"):
        lines(crafted(header("a"), charts), "a")


def test_each_fault_of_a_header_is_named() -> None:
    rows = header("a", "a", "colour")

    assert refused(rows, "a", "b", required=["b"]) == [
        ("unknown_column", "colour"),
        ("repeated_column", "a"),
        ("missing_column", "b"),
    ]


def test_a_header_that_is_in_error_is_named_by_its_cell() -> None:
    rows = row(1, text("a"), ' t="e"><v>#REF!</v>')

    assert refused(rows, "a") == [("cell_in_error", "B1")]


def test_an_empty_sheet_lacks_its_columns() -> None:
    assert refused("", "a", "b", required=["a"]) == [("missing_column", "a")]


def test_the_file_is_left_open_for_its_owner_to_close() -> None:
    file = crafted(header("a") + row(2, text("x")))
    lines(file, "a")

    assert not file.closed


def test_rows_are_read_as_often_as_they_are_asked_for() -> None:
    read = WorkbookSheet(crafted(header("a") + row(2, text("x"))), columns=("a",), required=())

    assert list(read.lines()) == list(read.lines())


@pytest.mark.parametrize("cut", [10, 400, -30])
def test_a_workbook_that_breaks_off_is_malformed(cut: int) -> None:
    whole = crafted(header("a") + row(2, text("x"))).getvalue()
    with pytest.raises(Malformed):
        lines(io.BytesIO(whole[:cut]), "a")
