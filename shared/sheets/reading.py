"""Tables in: a header, then rows, some at a time; each with the line of the file it began on."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import compress, count
from typing import IO, TYPE_CHECKING, NamedTuple, TypeAlias

from shared.refusals import Fault, Invalid, Malformed
from shared.sheets.harmless import as_said
from shared.sheets.splitting import cells_of, first_row, split

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SheetLine: TypeAlias = tuple[int, int, str]
"""A data row as it stands: its number from 1, its line in the file, and its text there.

A mere tuple, since of a million rows each name would cost more than what it names (measured).
"""


class Block(NamedTuple):
    """Some rows that follow each other, and the cells of each, blanks around them and all."""

    lines: list[SheetLine]
    cells: list[list[str]]


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A data row: its number from 1, its line in the file, and its cells by column.

    `cells` is None where the row has more or fewer cells than the header.
    """

    number: int
    line: int
    cells: dict[str, str] | None


class Sheet:
    """A CSV file in UTF-8, with or without a byte-order mark, whose header has been read.

    Columns stand in any order; cells are stripped, and said as they were before they were made
    harmless; blank lines are passed over.

    Raises:
        Malformed: If it is not UTF-8, a quote is never closed, a cell passes the 131,072 characters
            that the standard library takes, or a row a million; now, or when `blocks` comes to it.
        Invalid: If a column is unknown, stands twice, or is required and missing.
    """

    def __init__(self, file: IO[bytes], *, columns: Sequence[str], required: Sequence[str]) -> None:
        self._file = file
        self.header = [name.strip().lower() for name in self._names()]
        _check_header(self.header, columns, required)
        self._most = len(self.header) + 1

    def not_read(self) -> Sequence[str]:
        """Return the names of what the file holds beside this sheet, of which nothing is read."""
        return ()

    def blocks(self) -> Iterator[Block]:
        """Yield the data rows, some at a time."""
        number = 0
        with _opened(self._file) as text:
            _, taken = first_row(text)
            for rows in split(text, taken + 1):
                is_said = [any(map(str.strip, cells)) for cells in rows.cells]
                lines = zip(
                    count(number + 1),
                    compress(rows.lines, is_said),
                    compress(rows.texts, is_said),
                    strict=False,
                )
                cells = list(compress(rows.cells, is_said))
                yield Block(list(lines), _as_said(rows.texts, cells))
                number += sum(is_said)

    def lines(self) -> Iterator[SheetLine]:
        """Yield the data rows."""
        return (line for block in self.blocks() for line in block.lines)

    def block(self, lines: Sequence[SheetLine]) -> Block:
        """Return rows with their cells again; of too many, one too many to tell, and no more."""
        texts = [text for _, _, text in lines]
        return Block(list(lines), _as_said(texts, cells_of(texts, most=self._most)))

    def named(self, line: SheetLine) -> SheetRow:
        """Return a data row with its cells by column."""
        number, begins, text = line
        [cells] = _as_said([text], cells_of([text], most=self._most))
        fits = len(cells) == len(self.header)
        named = dict(zip(self.header, map(str.strip, cells), strict=True)) if fits else None
        return SheetRow(number, begins, named)

    def _names(self) -> list[str]:
        """Return the header as it stands."""
        with _opened(self._file) as text:
            cells, _ = first_row(text)
        return cells


def _as_said(texts: Sequence[str], cells: list[list[str]]) -> list[list[str]]:
    """Return cells as they were before they were made harmless; few files have any such."""
    if not any("'" in text for text in texts):
        return cells
    return [[as_said(cell.strip()) for cell in row] for row in cells]


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[IO[str]]:
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        yield text
    except UnicodeDecodeError as error:
        message = "The file is not UTF-8. From a spreadsheet, save it as CSV UTF-8."
        raise Malformed(message) from error
    except csv.Error as error:
        message = f"The file is not CSV: {error}."
        raise Malformed(message) from error
    finally:
        with suppress(ValueError):  # the file may be closed already, if its reader gave up
            text.detach()


def _check_header(header: list[str], columns: Sequence[str], required: Sequence[str]) -> None:
    known = f"The header is: {','.join(columns)}"
    if len(header) == 1 and ";" in header[0]:
        message = "The columns are separated by semicolons; separate them by commas."
        raise Invalid(message, errors=[Fault("wrong_separator", message)])
    faults = [
        Fault("unknown_column", f"is not known. {known}", column=name[:60])
        for name in sorted(set(header) - set(columns))
    ]
    faults += [
        Fault("repeated_column", "stands more than once", column=name)
        for name in sorted(set(header) & set(columns))
        if header.count(name) > 1
    ]
    faults += [
        Fault("missing_column", f"is missing. {known}", column=name)
        for name in required
        if name not in header
    ]
    if faults:
        message = "The header of the file is not as it should be."
        raise Invalid(message, errors=faults)
