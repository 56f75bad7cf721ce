"""Tables out, as workbooks: what stands in a cell is what was said, and none of it is a formula."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from shared.sheets.harmless import harmless, would_run
from shared.sheets.workbooks.dates import serial
from shared.sheets.workbooks.strings import LONGEST
from shared.sheets.writing import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from shared.sheets.writing import Table

MOST_ROWS: Final = 1_048_575
"""Of a sheet, below its header."""

_MADE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Stands in every workbook, so that the same table has the same bytes, and the same tag."""

_OPTIONS: Final = {
    "constant_memory": True,  # rows go to disk as they come
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
_DIGITS: Final = 15
_MEASURED: Final = 100
_NARROWEST: Final = 8
_WIDEST: Final = 60


class DoesNotFitError(ValueError):
    """A workbook can't hold this; its message says what it can."""


def written_xlsx(table: Table, *, notes: Sequence[Sequence[str]] = ()) -> bytes:
    """Return *table* as a workbook: a header row that stays in sight, and a filter.

    The tables *beside* it are sheets of their own, below the first.

    A number is a number, but one of more than 15 digits, which a workbook would round, is a text;
    so is a day before March 1900. A text that begins like a formula is marked as a text, as by an
    apostrophe that is typed before it: it is shown as it is, and is none when it is edited.

    Args:
        notes: A last sheet, in rows of which the first is its header.

    Raises:
        DoesNotFitError: If a text has more than 32,767 characters, or there are too many rows.
    """
    from xlsxwriter import Workbook

    file = io.BytesIO()
    with Workbook(file, _OPTIONS) as book:
        book.set_properties({"created": _MADE})
        _Sheet(book, "Data").write(table.columns, table.rows)
        for name, other in table.beside.items():
            _Sheet(book, name).write(other.columns, other.rows)
        if notes:
            header, *rows = notes
            _Sheet(book, "Notes").write(header, rows)
    return file.getvalue()


class _Sheet:
    def __init__(self, book: Any, name: str) -> None:
        self._sheet = book.add_worksheet(name)
        self._bold = book.add_format({"bold": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._text = book.add_format({"quote_prefix": True})

    def write(self, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write a header, and rows below it."""
        rows = iter(rows)
        first = list(islice(rows, _MEASURED))
        for place, width in enumerate(_widths([header, *first])):
            self._sheet.set_column(place, place, width)
        for place, name in enumerate(header):
            self._sheet.write_string(0, place, name, self._bold)
        last = 0
        for last, row in enumerate(chain(first, rows), start=1):
            if last > MOST_ROWS:
                message = f"a sheet has at most {MOST_ROWS:,} rows"
                raise DoesNotFitError(message)
            for place, cell in enumerate(row):
                self._write(last, place, cell)
        self._sheet.freeze_panes(1, 0)
        self._sheet.autofilter(0, 0, last, len(header) - 1)

    def _write(self, row: int, column: int, cell: object) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            self._sheet.write_boolean(row, column, cell)
        elif isinstance(cell, int | float | Decimal) and _fits(cell):
            self._sheet.write_number(row, column, cell)
        elif _is_day(cell) and (days := serial(cell)) is not None:
            self._sheet.write_number(row, column, days, self._day)
        else:
            self._write_text(row, column, cell)

    def _write_text(self, row: int, column: int, cell: object) -> None:
        text = cell if isinstance(cell, str) else cell_text(cell)
        runs = would_run(text)
        written = text if runs else harmless(text)
        if len(written) > LONGEST:
            message = f"a cell holds at most {LONGEST:,} characters"
            raise DoesNotFitError(message)
        self._sheet.write_string(row, column, written, self._text if runs else None)


def _fits(number: float | Decimal) -> bool:
    """Tell whether a workbook keeps a number as it is."""
    return Decimal(f"{float(number):.{_DIGITS}g}") == Decimal(str(number))


def _is_day(cell: object) -> TypeGuard[date]:
    return isinstance(cell, date) and not isinstance(cell, datetime)


def _widths(rows: Iterable[Sequence[Any]]) -> Iterable[int]:
    """Return how wide each column is, in characters."""
    for column in zip(*rows, strict=True):
        longest = max(len(cell_text(cell).partition("\n")[0]) for cell in column)
        yield min(max(longest, _NARROWEST), _WIDEST) + 2
