"""What stands in a sheet, row by row, as a test compares it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from shared.sheets.reading import Sheet


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
