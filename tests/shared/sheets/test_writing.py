"""Tables out: no formula alive, no number changed, and read again as they were written."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sheets.reading import Sheet, SheetRow
from shared.sheets.writing import Table, cell_text, written_csv

COLUMNS = ("name", "value")


def read(written: bytes) -> list[SheetRow]:
    """Return every row of a table of values or texts."""
    sheet = Sheet(io.BytesIO(written), columns=("value", "text"), required=())
    return [sheet.named(line) for line in sheet.lines()]


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "=HYPERLINK(1)",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "-",
        "+44 1322 343434",
        "--1",
        "-1,5",
        "-1e5",
        "=",
    ],
)
def test_a_text_that_begins_like_a_formula_is_made_harmless(formula: str) -> None:
    assert cell_text(formula) == "'" + formula


@pytest.mark.parametrize("number", ["-3.40", "+2", "-12", "0", "-0.5", "12.50"])
def test_a_text_that_is_a_number_is_left_as_it_is(number: str) -> None:
    assert cell_text(number) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-3, "-3"),
        (Decimal("-3.40"), "-3.40"),
        (-12.5, "-12.5"),
        (93.489231, "93.489231"),
        (1e-6, "0.000001"),
        (123456789012345.0, "123456789012345.0"),
        (Decimal("1E+3"), "1000"),
        (None, ""),
        (True, "true"),
        (False, "false"),
    ],
)
def test_a_value_is_written_plainly(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_a_table_is_written_as_its_rfc_has_it() -> None:
    """RFC 4180: CRLF, quotes where needed and doubled within; UTF-8, and a header row."""
    rows = [("Blaby, Leicestershire", 1), ('"Ynys Môn"', None), ("two\nlines", Decimal("2.5"))]

    assert (
        written_csv(Table(COLUMNS, rows))
        == (
            'name,value\r\n"Blaby, Leicestershire",1\r\n"""Ynys Môn""",\r\n"two\nlines",2.5\r\n'
        ).encode()
    )


def test_an_empty_table_has_its_header() -> None:
    assert written_csv(Table(COLUMNS, [])) == b"name,value\r\n"


@given(
    st.lists(
        st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9))
        | st.integers(-(10**15), 10**15)
    )
)
def test_no_number_is_changed_on_its_way_out_and_in_again(numbers: list[Decimal | int]) -> None:
    written = written_csv(Table(("value",), [(number,) for number in numbers]))

    assert [Decimal(row.cells["value"]) for row in read(written) if row.cells] == numbers


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n,\"'"), min_size=1
).map(str.strip)


@given(st.lists(TEXTS.filter(lambda text: text and text[0] not in "=+-@")))
def test_a_text_that_is_no_formula_is_read_as_it_was_written(texts: list[str]) -> None:
    written = written_csv(Table(("text",), [(text,) for text in texts]))

    assert [row.cells["text"] for row in read(written) if row.cells] == texts


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1))
def test_no_cell_of_any_text_is_a_formula(texts: list[str]) -> None:
    """Read by the standard library, as a spreadsheet would: whatever stands in the cell."""
    written = written_csv(Table(("n", "text"), [(1, text) for text in texts])).decode()
    cells = [row[1] for row in csv.reader(io.StringIO(written, newline=""))][1:]

    assert len(cells) == len(texts)
    for cell in cells:
        if cell.startswith(("=", "+", "-", "@", "\t", "\r")):
            assert Decimal(cell).is_finite()
