"""What stands in a sheet, row by row, as a test compares it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, NamedTuple

from python_calamine import load_workbook

if TYPE_CHECKING:
    from shared.sheets.reading import Sheet


Book = dict[str, list[dict[str, Any]]]


class Line(NamedTuple):
    """A data row: its number from 1, its line in the file, and its cells without blanks around."""

    number: int
    line: int
    cells: list[str]


def lines_of(sheet: Sheet) -> list[Line]:
    """Return the data rows of a sheet."""
    return [
        Line(number, line, [cell.strip() for cell in cells])
        for block in sheet.blocks()
        for (number, line, _), cells in zip(block.lines, block.cells, strict=True)
    ]


def book_of(content: bytes) -> Book:
    """Return the rows of each sheet of a workbook, by their columns, as another's library reads it.

    An empty cell is an empty text.
    """
    book = load_workbook(io.BytesIO(content))
    told: dict[str, list[list[Any]]] = {
        name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names
    }
    return {
        name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
        for name, rows in told.items()
    }


def cells_of(rows: list[dict[str, Any]], *columns: str) -> list[tuple[Any, ...]]:
    """Return these cells of each row."""
    return [tuple(row[column] for column in columns) for row in rows]
