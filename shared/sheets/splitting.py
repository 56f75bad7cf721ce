"""A CSV text split into its rows, each with its own text and its cells; nothing is interpreted.

Most rows are a line each: a block of such lines is parsed in one go. Where a cell in quotes goes on
over several lines, the block is read again row by row.
"""

from __future__ import annotations

import csv
import io
from functools import partial
from itertools import chain
from sys import maxsize
from typing import IO, TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_AT_ONCE: Final = 1 << 17
"""Characters that are read at once, and the rest of their last line."""

_LONGEST_ROW: Final = 1024 * 1024


class Rows(NamedTuple):
    """Some rows that follow each other, blank ones among them.

    Attributes:
        lines: On which line of the file each begins, from 1.
        texts: Each as it stands, with its quotes and its line's end.
        cells: Of each; a blank line has none, or an empty one.
    """

    lines: Sequence[int]
    texts: list[str]
    cells: list[list[str]]


def first_row(text: IO[str]) -> tuple[list[str], int]:
    """Read the first row; return its cells, none if the text is empty, and the lines it takes.

    Raises:
        csv.Error: As `split`.
    """
    parsed = csv.reader(_Drawn(_lines(text)), strict=True)
    return next(parsed, []), parsed.line_num


def split(text: IO[str], line: int) -> Iterator[Rows]:
    """Yield the rows of a text from *line* on, some at a time.

    Raises:
        csv.Error: If a quote is never closed or followed by text, a cell has more than the 131,072
            characters that the standard library takes, or a row more than a million.
    """
    while lines := _some_lines(text):
        cells = _cells_of_lines(lines)
        if len(cells) == len(lines):
            yield Rows(range(line, line + len(lines)), lines, cells)
            line += len(lines)
        else:
            rows, taken = _one_by_one(lines, text, line)
            yield rows
            line += taken


def cells_of(texts: Sequence[str], *, most: int = maxsize) -> list[list[str]]:
    """Return the cells of rows, given as their texts; of each *most* at most.

    Raises:
        csv.Error: As `split`, but for the length of a row.
    """
    longest = max(map(len, texts), default=0)
    if longest <= csv.field_size_limit() and '"' not in "".join(texts):
        # In a third of the time, and as exactly: nothing but a comma or a line's end has a meaning.
        return [text.rstrip("\r\n").split(",", most - 1) for text in texts]
    return [cells[:most] for cells in csv.reader(texts, strict=True)]


def _lines(text: IO[str]) -> Iterator[str]:
    """Yield line by line; one that is longer than a row may be is cut."""
    return iter(partial(text.readline, _LONGEST_ROW + 1), "")


def _some_lines(text: IO[str]) -> list[str]:
    """Return some lines at once, the last of them cut as above."""
    some = text.read(_AT_ONCE) + text.readline(_LONGEST_ROW + 1)
    return io.StringIO(some, newline="").readlines()


def _cells_of_lines(lines: Sequence[str]) -> list[list[str]]:
    """Return the cells of each line, or fewer if not every line is a row by itself."""
    if sum(map(len, lines)) > _LONGEST_ROW:
        return []
    try:
        return cells_of(lines)
    except csv.Error:
        return []


def _one_by_one(lines: Sequence[str], text: IO[str], line: int) -> tuple[Rows, int]:
    """Return the rows of these lines, the last of which may go on beyond them, and what it took."""
    drawn = _Drawn(chain(lines, _lines(text)))
    parsed = csv.reader(drawn, strict=True)
    begins, texts, cells = [], [], []
    while parsed.line_num < len(lines):
        begins.append(line + parsed.line_num)
        cells.append(next(parsed))
        texts.append(drawn.row())
    return Rows(begins, texts, cells), parsed.line_num


class _Drawn:
    """Lines as a parser draws them; no row may take so many that they fill the memory."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._drawn: list[str] = []
        self._length = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._length += len(line)
        if self._length > _LONGEST_ROW:
            message = f"a row has more than {_LONGEST_ROW:,} characters"
            raise csv.Error(message)
        self._drawn.append(line)
        return line

    def row(self) -> str:
        """Return what was drawn for the row that was parsed last."""
        text = "".join(self._drawn)
        self._drawn.clear()
        self._length = 0
        return text
