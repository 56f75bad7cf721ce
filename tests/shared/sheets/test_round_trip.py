"""Promise 20: what is written is read again as it was, by CSV and by XLSX; no formula is alive.

A workbook is read by another reader too: two mistakes of ours might agree with each other.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import load_workbook

from shared.sheets.reading import Sheet
from shared.sheets.workbooks.sheet import WorkbookSheet
from shared.sheets.workbooks.writing import written_xlsx
from shared.sheets.writing import Table, written_csv
from tests.promises.crowds import sized
from tests.sheets import Line, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Written = Callable[[Table], Iterable[Line]]

COLUMNS: Final = ("text", "number", "day", "flag")


def by_csv(table: Table) -> Iterable[Line]:
    """Write a table as CSV, and read it again."""
    return lines_of(Sheet(io.BytesIO(written_csv(table)), columns=table.columns, required=()))


def by_xlsx(table: Table) -> Iterable[Line]:
    """Write a table as a workbook, and read it again."""
    return lines_of(
        WorkbookSheet(io.BytesIO(written_xlsx(table)), columns=table.columns, required=())
    )


each_way = pytest.mark.parametrize("way", [by_csv, by_xlsx])

TEXTS: Final = (
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t")
        | st.sampled_from("=+-@'\"_x0D1,;")
    )
    .map(lambda text: unicodedata.normalize("NFC", text).strip())
    .filter(bool)
)
"""Any text that the API takes."""

NUMBERS: Final = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(0, 14),
)
"""Any decimal of at most 15 digits."""


@each_way
@settings(max_examples=sized(30, full=500))
@given(rows=st.lists(st.tuples(TEXTS, NUMBERS, st.dates(), st.booleans()), max_size=8))
@example(rows=[("_x000D_", Decimal("0.1"), date(1900, 2, 28), True)])
@example(rows=[("'=1+1", Decimal("-0.00000000000001"), date(1900, 3, 1), False)])
@example(rows=[("a\r\nb\rc", Decimal(-999999999999999), date(1, 1, 1), False)])
def test_every_text_number_day_and_truth_survives(
    way: Written, rows: Sequence[tuple[str, Decimal, date, bool]]
) -> None:
    found = [line.cells for line in way(Table(COLUMNS, rows))]

    assert [cells[0] for cells in found] == [row[0] for row in rows]
    assert [Decimal(cells[1]) for cells in found] == [row[1] for row in rows]
    assert [cells[2] for cells in found] == [row[2].isoformat() for row in rows]
    assert [cells[3] for cells in found] == [str(row[3]).lower() for row in rows]


@each_way
@given(numbers=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
@settings(max_examples=sized(15, full=200))
def test_a_number_that_a_workbook_would_round_is_a_text_and_survives_too(
    way: Written, numbers: list[float]
) -> None:
    found = way(Table(("number",), [(number,) for number in numbers]))

    assert [float(line.cells[0]) for line in found] == numbers


def ten_thousand() -> list[tuple[str, Decimal, date, bool | None]]:
    """Return rows with the texts that a spreadsheet might run, and numbers of all lengths."""
    texts = (
        "=HYPERLINK(1)",
        "- first",
        "+44",
        "@sum",
        "'=x",
        "\u00a3 97.5",
        "plain",
        "a\nb",
        "007",
    )
    return [
        (
            f"{texts[n % len(texts)]} {n}",
            Decimal(n * 123_456_789 % 10**15).scaleb(-(n % 7)),
            date(1900, 3, 1) + timedelta(n * 7),
            (True, False, None)[n % 3],
        )
        for n in range(10_000)
    ]


@each_way
def test_ten_thousand_rows_come_back_with_no_number_changed(way: Written) -> None:
    rows = ten_thousand()
    found = list(way(Table(COLUMNS, rows)))

    assert len(found) == 10_000
    for line, (text, number, day, flag) in zip(found, rows, strict=True):
        written, *cells = line.cells
        assert written == text
        assert Decimal(cells[0]) == number
        assert cells[1:] == [day.isoformat(), "" if flag is None else str(flag).lower()]


@pytest.fixture(scope="module")
def workbook() -> bytes:
    """Those ten thousand rows as a workbook."""
    return written_xlsx(Table(COLUMNS, ten_thousand()))


def test_another_reader_finds_the_same(workbook: bytes) -> None:
    header, *rows = load_workbook(io.BytesIO(workbook)).get_sheet_by_index(0).to_python()

    assert header == list(COLUMNS)
    assert len(rows) == 10_000
    for found, (text, number, day, flag) in zip(rows, ten_thousand(), strict=True):
        said = "'" + text if text.startswith("'") else text
        assert found == [said, float(number), day, "" if flag is None else flag]


def test_no_cell_of_a_workbook_is_a_formula(workbook: bytes) -> None:
    """Nor has it a link; what would run when someone edits it is marked as a text."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert not [name for name in archive.namelist() if "link" in name.lower()]
        assert 'quotePrefix="1"' in archive.read("xl/styles.xml").decode()

    assert "<f" not in sheet.replace("<filterColumn", "")
    assert "hyperlink" not in sheet
    running = re.findall(r'<c r="A\d+"([^>]*)><is><t[^>]*>[=+@-]', sheet)
    assert len(running) == 4 * (10_000 // 9) + 1  # four of nine texts, and the first of the last
    assert {re.sub(r' s="\d+"', " s", said) for said in running} == {' s t="inlineStr"'}


def test_a_workbook_is_easy_to_read(workbook: bytes) -> None:
    """Its header stays in sight and filters, its columns are wide enough."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()

    assert 'topLeftCell="A2"' in sheet
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:D10001"/>' in sheet
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([0-9.]+)"', sheet)]
    assert len(widths) == 4
    assert all(8 < width < 70 for width in widths)


def test_the_same_table_has_the_same_bytes(workbook: bytes) -> None:
    """So its tag holds from one answer to the next."""
    assert written_xlsx(Table(COLUMNS, ten_thousand())) == workbook


def test_notes_are_a_second_sheet() -> None:
    notes = [("column", "notes"), ("text", "=not run")]
    book = load_workbook(io.BytesIO(written_xlsx(Table(("text",), [("a",)]), notes=notes)))

    assert book.sheet_names == ["Data", "Notes"]
    assert book.get_sheet_by_index(1).to_python() == [list(row) for row in notes]
    assert [line.cells for line in by_xlsx(Table(("text",), [("a",)]))] == [["a"]]


def test_an_empty_table_has_its_header() -> None:
    assert list(by_xlsx(Table(COLUMNS, []))) == []


def test_what_no_cell_holds_is_not_cut_in_silence() -> None:
    with pytest.raises(ValueError, match="32,767"):
        written_xlsx(Table(("text",), [("x" * 32_768,)]))
