"""The rows of a long file by group, however they are mixed: in memory while they are few.

What is kept one group at a time is read one group at a time; a file of a million rows is spooled
beside its own bytes, never held.
"""

from __future__ import annotations

import marshal
from collections import Counter, defaultdict
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final, Self

from shared.sheets.reading import SheetLine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_HELD: Final = 20_000
"""Rows that are held in memory before they are spooled."""

_AT_ONCE: Final = 2_000


class Gathering:
    """Rows by group.

    Attributes:
        counts: How many rows each group has so far.
    """

    def __init__(self, group_of: Callable[[list[str]], str]) -> None:
        self.counts: Counter[str] = Counter()
        self._group_of = group_of
        self._held: dict[str, list[SheetLine]] = defaultdict(list)
        self._held_rows = 0
        self._file: IO[bytes] | None = None
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    @property
    def total(self) -> int:
        """How many rows there are so far."""
        return self.counts.total()

    def steps(self, lines: Iterable[SheetLine]) -> Iterator[int]:
        """Take the rows in, some at each step, so that a caller may do something between."""
        lines = iter(lines)
        while block := list(islice(lines, _AT_ONCE)):
            for line in block:
                self._held[self._group_of(line.cells)].append(line)
            self._held_rows += len(block)
            if self._held_rows >= _HELD:
                self._spool()
            yield self.total + self._held_rows
        self._count()

    def of(self, group: str) -> Iterator[list[SheetLine]]:
        """Yield a group's rows in their order, some at a time."""
        for place, length in self._places.get(group, ()):
            assert self._file is not None  # noqa: S101 - a place is one in the file
            self._file.seek(place)
            rows = marshal.loads(self._file.read(length))  # noqa: S302 - our own spool, a moment old
            yield list(map(SheetLine._make, rows))
        if held := self._held.get(group):
            yield held

    def _count(self) -> None:
        for group, lines in self._held.items():
            self.counts[group] += len(lines)
        self._held_rows = 0

    def _spool(self) -> None:
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115 - closed when the gathering is left
        self._count()
        place = self._file.seek(0, 2)
        for group, lines in self._held.items():
            written = marshal.dumps(list(map(tuple, lines)))
            self._file.write(written)
            self._places[group].append((place, len(written)))
            place += len(written)
        self._held.clear()
