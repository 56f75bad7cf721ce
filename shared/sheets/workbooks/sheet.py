"""A sheet of a workbook, read as a CSV file is."""

from __future__ import annotations

import csv
import io
from typing import IO, TYPE_CHECKING, Final

from shared.refusals import Fault, Invalid, TooLarge
from shared.sheets.harmless import harmless
from shared.sheets.problems import plain_name
from shared.sheets.reading import Block, Sheet
from shared.sheets.workbooks.book import rows_of, sheets_of
from shared.sheets.workbooks.package import MOST_UNPACKED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.sheets.workbooks.grid import BadCell

_WIDEST_HEADER: Final = 1_000
_AT_ONCE: Final = 1 << 17
"""Characters of a block, and the rest of its last row."""

_MOST_FAULTS: Final = 20
"""Cells that say nothing sure and are told one by one."""

_MOST_NAMED: Final = 20
"""Sheets that are not read and are told by name."""


class WorkbookSheet(Sheet):
    """The first sheet of a workbook that is not hidden, or the one called *name*.

    Its first row that is not blank is the header. A row's line is its number in the spreadsheet.
    Formulas are read as the values that were kept with them. Days become `2020-02-03`, numbers
    plain decimals of at most 15 digits.

    Raises:
        Malformed: If it is no workbook, or damaged, or protected; now, or when `lines` comes to it.
        TooLarge: If unpacked it is more than 256 MB, or so are its cells.
        Invalid: If a column is unknown, stands twice, or is required and missing; if a cell is in
            error, a formula without its value, a percentage or no date: once the rows are read to
            their end, since what else was worked out from it can't be known; if it has macros, or
            links to other workbooks.
    """

    def __init__(
        self,
        file: IO[bytes],
        *,
        columns: Sequence[str],
        required: Sequence[str],
        name: str | None = None,
    ) -> None:
        self._name = name
        super().__init__(file, columns=columns, required=required)

    def not_read(self) -> Sequence[str]:
        """Return the names of the workbook's other sheets that are not hidden.

        At most twenty, and no name that is more than a plain short text.
        """
        first, *others = sheets_of(self._file)
        if self._name is not None:
            others = [name for name in (first, *others) if name != self._name]
        return [name for name in others if plain_name(name)][:_MOST_NAMED]

    def blocks(self) -> Iterator[Block]:
        """Yield the data rows, some at a time, an empty cell where a row has none."""
        block, length = Block([], []), 0
        for number, line, cells in self._rows():
            text = _as_text(cells)
            block.lines.append((number, line, text))
            block.cells.append(cells)
            length += len(text)
            if length >= _AT_ONCE:
                yield block
                block, length = Block([], []), 0
        if block.lines:
            yield block

    def _rows(self) -> Iterator[tuple[int, int, list[str]]]:
        """Yield each data row's number, its line and its cells as they are said."""
        width = len(self.header)
        faults: list[Fault] = []
        length_of_all = 0
        with rows_of(self._file, sheet=self._name, width=width) as rows:
            next(rows, None)
            for number, row in enumerate(rows, start=1):
                if row.bad:
                    faults += [self._fault(number, bad) for bad in row.bad]
                    if len(faults) >= _MOST_FAULTS:
                        break
                cells = row.cells + [""] * (width - len(row.cells))
                length_of_all += sum(map(len, cells)) + width
                if length_of_all > MOST_UNPACKED:
                    message = f"A sheet has at most {MOST_UNPACKED:,} characters."
                    raise TooLarge(message)
                yield number, row.number, cells
        _refuse(faults)

    def _names(self) -> list[str]:
        with rows_of(self._file, sheet=self._name, width=_WIDEST_HEADER) as rows:
            header = next(rows, None)
        if header is None:
            return []
        _refuse([Fault(bad.code, bad.detail, column=bad.name) for bad in header.bad])
        if len(header.cells) > _WIDEST_HEADER:
            message = f"The header has more than {_WIDEST_HEADER:,} columns."
            raise Invalid(message)
        return header.cells

    def _fault(self, number: int, bad: BadCell) -> Fault:
        is_known = bad.column < len(self.header)
        column = self.header[bad.column] if is_known else bad.name.rstrip("0123456789")
        return Fault(bad.code, bad.detail, row=number, column=column)


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        message = "The sheet has cells that say nothing sure."
        raise Invalid(message, errors=faults[:_MOST_FAULTS])


def _as_text(cells: Sequence[str]) -> str:
    """Return a row as it would stand in a CSV file: so rows are gathered, whatever they came in."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(map(harmless, cells))
    return text.getvalue()
