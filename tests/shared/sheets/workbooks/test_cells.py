"""Cells in: what stands in each is read as Excel shows it, or refused by row and column."""

from __future__ import annotations

from typing import Final

import pytest

from shared.refusals import Invalid, Malformed
from tests.shared.sheets.workbooks.crafted import (
    STRINGS,
    STYLES,
    WORKBOOK,
    crafted,
    header,
    lines,
    number,
    row,
    strings,
    styles,
    text,
    workbook,
)

DATE, TIME, PERCENT = 1, 2, 3
STYLED: Final = {STYLES: styles("yyyy\\-mm\\-dd", "hh:mm:ss", "0.0%")}


def said(cell: str, **changed: str) -> str:
    """Return what a cell is read as."""
    names = {"STRINGS": STRINGS, "STYLES": STYLES, "WORKBOOK": WORKBOOK}
    parts = STYLED | {names[name]: part for name, part in changed.items()}
    [line] = lines(crafted(header("a", "b") + row(2, cell, text("x")), parts), "a", "b")
    return line.cells[0]


def refused(cell: str) -> tuple[str, int | None, str | None, str]:
    """Return how a cell in the second column of the third data row is refused."""
    rows = [row(2, text("x")), row(3, text("y")), row(7, text("z"), cell)]
    with pytest.raises(Invalid) as refusal:
        lines(crafted(header("a", "b") + "".join(rows), STYLED), "a", "b")
    [fault] = refusal.value.errors
    return fault.code, fault.row, fault.column, fault.detail


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12", "12"),
        ("-12", "-12"),
        ("0", "0"),
        ("-0", "0"),
        ("97.5", "97.5"),
        ("97.50", "97.5"),
        ("12.0", "12"),
        ("+7", "7"),
        (".5", "0.5"),
        ("67210000", "67210000"),
        ("999999999999999", "999999999999999"),
        ("0.30000000000000004", "0.3"),  # what 0.1 + 0.2 leaves in a double
        ("62834112.450000003", "62834112.45"),
        ("93.489230000000006", "93.48923"),
        ("1.1000000000000001", "1.1"),
        ("1E-6", "0.000001"),
        ("1.5e+3", "1500"),
        ("1234567890123456", "1234567890123456"),  # of 16 digits: whoever reads it refuses it
        ("1E+20", "100000000000000000000"),
    ],
)
def test_a_number_is_read_as_excel_shows_it(written: str, expected: str) -> None:
    """With at most 15 digits, of which none is lost that was typed."""
    assert said(number(written)) == expected


@pytest.mark.parametrize("written", ["NaN", "inf", "1e400", "1_000", "1,5", "0x1F", "½", "--1"])
def test_what_is_no_number_is_refused(written: str) -> None:
    assert refused(number(written))[:3] == ("cell_unclear", 3, "b")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ("43861", "2020-01-31"),
        ("43861.0", "2020-01-31"),
        ("43861.25", "2020-01-31T06:00:00"),
        ("43861.999988425923", "2020-01-31T23:59:59"),
        ("43861.9999999999", "2020-02-01"),  # midnight, but for what arithmetic left
        ("1", "1900-01-01"),
        ("59", "1900-02-28"),
        ("61", "1900-03-01"),
        ("2958465", "9999-12-31"),
    ],
)
def test_a_day_is_read_as_its_date(days: str, expected: str) -> None:
    """31 January 2020 is day 43,861 (Excel's own DATEVALUE)."""
    assert said(number(days, DATE)) == expected


@pytest.mark.parametrize("days", ["0", "-1", "60", "60.5", "2958466", "1e12"])
def test_a_day_that_never_was_is_refused(days: str) -> None:
    """Day 60 is 29 February 1900, which Excel counts and the calendar doesn't."""
    assert refused(number(days, DATE))[:3] == ("not_a_date", 3, "b")


@pytest.mark.parametrize(("days", "expected"), [("0", "1904-01-01"), ("42399", "2020-01-31")])
def test_days_may_count_from_1904(days: str, expected: str) -> None:
    since_1904 = workbook(about='<workbookPr date1904="1"/>')

    assert said(number(days, DATE), WORKBOOK=since_1904) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (14, "2020-01-31"),
        (17, "2020-01-31"),
        (22, "2020-01-31"),
        ("dd/mm/yyyy", "2020-01-31"),
        ("[$-809]dd mmmm yyyy;@", "2020-01-31"),
        ("mmm", "2020-01-31"),
        ("0.00", "43861"),
        (4, "43861"),
        ("General", "43861"),
        ("#,##0 &quot;days&quot;", "43861"),
        ("0\\d", "43861"),
        ("[Red]0", "43861"),
        ("[h]:mm", "43861"),
        (46, "43861"),
    ],
)
def test_a_format_tells_a_date_from_a_number(code: str | int, expected: str) -> None:
    assert said(number("43861", DATE), STYLES=styles(code)) == expected


@pytest.mark.parametrize(("days", "expected"), [("0.25", "06:00:00"), ("0", "00:00:00")])
def test_a_time_of_day_is_read_as_one(days: str, expected: str) -> None:
    assert said(number(days, TIME)) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2020-01-31", "2020-01-31"),
        ("2020-01-31T00:00:00", "2020-01-31"),
        ("2020-01-31T06:00:00Z", "2020-01-31T06:00:00"),
    ],
)
def test_a_date_may_be_written_out(written: str, expected: str) -> None:
    assert said(f' t="d"><v>{written}</v>') == expected


def test_a_truth_is_read_as_json_has_it() -> None:
    assert said(' t="b"><v>1</v>') == "true"
    assert said(' t="b"><v>0</v>') == "false"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (text("Ynys M\u00f4n"), "Ynys Môn"),
        (text("  padded  "), "padded"),
        (text("007"), "007"),
        (text("a&#10;b"), "a\nb"),
        (text("a_x000D_&#10;b"), "a\r\nb"),
        (text("_x005F_x000D_"), "_x000D_"),
        (text("=1+1"), "=1+1"),
        (text("'=1+1"), "=1+1"),
        (text("''=1+1"), "'=1+1"),
        (' t="inlineStr"><is><r><t>rich</t></r><r><t> text</t></r></is>', "rich text"),
        (' t="inlineStr"><is><t>a</t><rPh><t>hint</t></rPh></is>', "a"),
        (' t="str"><f>A1</f><v>cached</v>', "cached"),
        ("><f>SUM(A1:A9)</f><v>97.5</v>", "97.5"),
        (' t="str"><f>""</f><v></v>', ""),
        (">", ""),
    ],
)
def test_a_text_is_read_as_it_is_shown(cell: str, expected: str) -> None:
    assert said(cell) == expected


def test_shared_texts_are_found_by_their_number() -> None:
    shared = strings("<t>first</t>", "<r><t>se</t></r><r><t>cond</t></r><rPh><t>x</t></rPh>", "")

    assert said(' t="s"><v>1</v>', STRINGS=shared) == "second"
    assert said(' t="s"><v>2</v>', STRINGS=shared) == ""
    assert said(' t="s"><v>0</v>', STRINGS=shared) == "first"


@pytest.mark.parametrize("place", ["3", "-1", "x", "99999999999999999999"])
def test_a_text_that_is_not_there_makes_a_workbook_malformed(place: str) -> None:
    with pytest.raises(Malformed):
        said(f' t="s"><v>{place}</v>', STRINGS=strings("<t>only</t>"))


@pytest.mark.parametrize("told", ["#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#SPILL!"])
def test_a_cell_in_error_is_refused_by_row_and_column(told: str) -> None:
    """The row counts data rows; its name in the sheet is told too."""
    place = refused(f' t="e"><f>1/0</f><v>{told}</v>')

    assert place == ("cell_in_error", 3, "b", "The cell B7 is in error.")


def test_a_formula_that_was_never_worked_out_is_refused() -> None:
    """As a program writes it that knows no sums: Excel would show one, and we nothing."""
    assert refused("><f>1+1</f>")[:3] == ("formula_without_value", 3, "b")
    assert refused(' t="str"><f>A1</f>')[:3] == ("formula_without_value", 3, "b")


@pytest.mark.parametrize("cell", ["><f>1+1</f><v></v>", "><f>1+1</f><v/>", ' t="n"><f>A1</f><v/>'])
def test_an_empty_value_is_none_for_a_formula(cell: str) -> None:
    """As openpyxl writes it. Read as an empty cell, it would clear what stands."""
    *place, detail = refused(cell)

    assert place == ["formula_without_value", 3, "b"]
    assert detail == (
        "The cell B7 is a formula without its value: save the workbook once in a spreadsheet, "
        "or type the value."
    )


def test_a_percentage_is_refused_rather_than_read_as_a_hundredth_of_it() -> None:
    """97.5 % is kept as 0.975: as a rate that would be another figure."""
    assert refused(number("0.975", PERCENT))[:3] == ("shown_as_percentage", 3, "b")


def test_each_bad_cell_is_told_up_to_twenty() -> None:
    bad = "".join(row(n, text("x"), ' t="e"><v>#N/A</v>') for n in range(2, 40))
    with pytest.raises(Invalid) as refusal:
        lines(crafted(header("a", "b") + bad), "a", "b")

    assert [fault.row for fault in refusal.value.errors] == list(range(1, 21))
