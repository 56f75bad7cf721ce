"""Tables in: a header, then rows; read line by line, each with the line of the file it began on."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from shared.refusals import Fault, Invalid, Malformed
from shared.sheets.harmless import as_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST_ROW: Final = 1024 * 1024


class SheetLine(NamedTuple):
    """A data row as it stands: its number from 1, its line in the file, and its stripped cells.

    If it has more cells than the header, one too many is there to tell, and no more.
    """

    number: int
    line: int
    cells: list[str]
    length: int
    """Characters of the file that it takes."""


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
            that the standard library takes, or a row a million; now, or when `lines` comes to it.
        Invalid: If a column is unknown, stands twice, or is required and missing.
    """

    def __init__(self, file: IO[bytes], *, columns: Sequence[str], required: Sequence[str]) -> None:
        self._file = file
        self.header = [name.strip().lower() for name in self._names()]
        _check_header(self.header, columns, required)

    def lines(self) -> Iterator[SheetLine]:
        """Yield the data rows as they stand."""
        with _opened(self._file) as text:
            bounded = _Bounded(text)
            parsed = csv.reader(bounded, strict=True)
            next(parsed, None)
            number, line, width = 0, parsed.line_num + 1, len(self.header)
            bounded.spent, bounded.has_mark = 0, False
            for cells in parsed:
                length, bounded.spent = bounded.spent, 0
                stripped = [cell.strip() for cell in cells]
                if bounded.has_mark:
                    stripped, bounded.has_mark = list(map(as_said, stripped)), False
                if any(stripped):
                    number += 1
                    if len(stripped) > width:
                        del stripped[width + 1 :]  # a row of a million commas is as long a list
                    yield SheetLine(number, line, stripped, length)
                line = parsed.line_num + 1

    def named(self, line: SheetLine) -> SheetRow:
        """Return a data row with its cells by column."""
        fits = len(line.cells) == len(self.header)
        named = dict(zip(self.header, line.cells, strict=True)) if fits else None
        return SheetRow(line.number, line.line, named)

    def _names(self) -> list[str]:
        """Return the header as it stands."""
        with _opened(self._file) as text:
            return next(csv.reader(_Bounded(text), strict=True), [])


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


class _Bounded:
    """Lines of text, of which no row may take so many that they fill the memory.

    Attributes:
        spent: Characters of the row that is being read.
        has_mark: Whether an apostrophe is among them, as before what was made harmless.

    Whoever reads rows sets both back after each.
    """

    def __init__(self, text: IO[str]) -> None:
        self.spent = 0
        self.has_mark = False
        self._read = partial(text.readline, _LONGEST_ROW + 1)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._read()
        if not line:
            raise StopIteration
        self.spent += len(line)
        if self.spent > _LONGEST_ROW:
            message = f"a row has more than {_LONGEST_ROW:,} characters"
            raise csv.Error(message)
        if "'" in line:
            self.has_mark = True
        return line


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
