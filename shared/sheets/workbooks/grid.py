"""The cells of a sheet, row by row."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final, NamedTuple

from shared.sheets.workbooks.cells import Book, Unsure, whole
from shared.sheets.workbooks.strings import LONGEST, too_long
from shared.sheets.workbooks.xml import Depth, Malformation, fed, local, parser

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
"""Excel's own bounds."""

_LETTERS: Final = len("XFD")
_WITHOUT_VALUE: Final = (
    "is a formula without its value: save the workbook once in a spreadsheet, or type the value"
)


class BadCell(NamedTuple):
    """A cell that says nothing sure.

    Attributes:
        column: Counts columns from 0.
        name: As a spreadsheet calls it, such as `B7`.
    """

    column: int
    name: str
    code: str
    detail: str


class GridRow(NamedTuple):
    """A row that is not blank.

    Attributes:
        number: As a spreadsheet counts rows, from 1.
        cells: Their texts, as far as the last that has one; one more than are read at most, to tell
            that there are more.
    """

    number: int
    cells: list[str]
    bad: list[BadCell]


class Grid:
    """Hears the rows of a sheet.

    Every cell of a long file passes here. So what is in each is told apart by a flag or two, and
    only what is in none of them is counted by its depth.
    """

    def __init__(self, book: Book, width: int) -> None:
        """Read the first *width* columns."""
        self._book = book
        self._width = width
        self._parser = parser()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._hear
        self._names: dict[str, str] = {}
        self._places: dict[str, int] = {}
        self._depth = Depth()
        self._rows: list[GridRow] = []
        self._row = self._column = 0
        self._cells: list[str] = []
        self._bad: list[BadCell] = []
        self._cell: dict[str, str] | None = None
        self._written = ""
        self._in_rows = self._in_row = self._in_value = self._in_hint = False
        self._has_formula = self._has_value = self._is_over = False

    def rows(self, part: IO[bytes]) -> Iterator[GridRow]:
        """Yield the rows of a sheet.

        Raises:
            Malformed: If they can't be read, or their order is not that of their numbers.
        """
        for _ in fed(part, self._parser):
            yield from self._rows
            self._rows.clear()
            if self._is_over:
                return

    def _begin(self, name: str, said: dict[str, str]) -> None:
        element = self._names.get(name) or self._names.setdefault(name, local(name))
        if not self._in_rows:
            self._begin_other(element)
        elif element == "c":
            self._begin_cell(said)
        elif element in {"v", "t"}:
            if self._cell is None or self._in_value:
                raise Malformation
            self._in_value = self._has_value = True
        elif element == "row":
            self._begin_row(said.get("r"))
        else:
            self._begin_other(element)

    def _hear(self, piece: str) -> None:
        if self._in_value and not self._in_hint:
            self._written = self._written + piece if self._written else piece
            if len(self._written) > LONGEST:
                raise too_long()

    def _end(self, name: str) -> None:
        element = self._names[name]
        if not self._in_rows:
            self._end_other(element)
        elif element == "c":
            self._end_cell()
        elif element in {"v", "t"}:
            self._in_value = False
        elif element == "row":
            self._in_row = False
            if self._cells or self._bad:
                self._rows.append(GridRow(self._row, self._cells, self._bad))
        else:
            self._end_other(element)

    def _begin_other(self, element: str) -> None:
        self._depth.begin()
        if element == "f":
            self._has_formula = True
        elif element == "rPh":
            self._in_hint = True
        elif element == "sheetData":
            self._in_rows = True

    def _end_other(self, element: str) -> None:
        self._depth.end()
        if element == "rPh":
            self._in_hint = False
        elif element == "sheetData":
            self._in_rows = False
            self._is_over = True

    def _begin_row(self, written: str | None) -> None:
        number = self._row + 1 if written is None else whole(written)
        if self._in_row or not self._row < number <= MOST_ROWS:
            raise Malformation
        self._in_row = True
        self._row = number
        self._column = 0
        self._cells, self._bad = [], []

    def _begin_cell(self, said: dict[str, str]) -> None:
        if not self._in_row or self._cell is not None:
            raise Malformation
        self._cell = said
        self._written = ""
        self._has_formula = self._has_value = False
        name = said.get("r")
        if name is not None:
            letters = name[: -len(str(self._row))]
            place = self._places.get(letters)
            if place is None:
                place = self._places[letters] = column_of(letters)
            if place < self._column or not name.endswith(str(self._row)):
                raise Malformation
            self._column = place

    def _end_cell(self) -> None:
        cell, self._cell = self._cell or {}, None
        column = self._column
        self._column = column + 1
        if column >= MOST_COLUMNS:
            raise Malformation
        text = ""
        try:
            if self._has_formula and not self._written and not self._is_empty_text(cell):
                raise Unsure("formula_without_value", _WITHOUT_VALUE)
            if self._written:
                text = self._book.text(cell.get("t"), cell.get("s"), self._written)
        except Unsure as unsure:
            name = f"{letters_of(column)}{self._row}"
            detail = f"The cell {name} {unsure.told}."
            self._bad.append(BadCell(column, name, unsure.code, detail))
        if text:
            self._put(min(column, self._width), text)

    def _is_empty_text(self, cell: dict[str, str]) -> bool:
        """Tell whether a formula was worked out, to a text without characters.

        A program that works nothing out may write an empty value too, but not that it is a text.
        """
        return self._has_value and cell.get("t") == "str"

    def _put(self, place: int, text: str) -> None:
        missing = place - len(self._cells)
        if missing > 0:
            self._cells += [""] * missing
        if missing >= 0:
            self._cells.append(text)


def column_of(letters: str) -> int:
    """Return the place of a column from 0: `A` is 0, `AA` is 26."""
    if not letters.isascii() or not letters.isupper() or len(letters) > _LETTERS:
        raise Malformation
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def letters_of(column: int) -> str:
    """Return what a spreadsheet calls a column that is counted from 0."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return letters
