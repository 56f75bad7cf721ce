"""The rows of a long file by group, however they are mixed: in memory while they are few.

What is kept one group at a time is read one group at a time; a file of a million rows, or of few
that are very long, is spooled beside its own bytes, never held.
"""

from __future__ import annotations

import marshal
from collections import Counter, defaultdict
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Final, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from shared.sheets.reading import Block, SheetLine


class Extent(NamedTuple):
    """How much some rows are.

    Attributes:
        length: Characters, all together.
    """

    rows: int
    length: int

    def plus(self, more: Extent) -> Extent:
        """Return how much both are together."""
        return Extent(self.rows + more.rows, self.length + more.length)

    def is_within(self, most: Extent) -> bool:
        """Tell whether this is at most *most*, in rows and in characters."""
        return self.rows <= most.rows and self.length <= most.length

    def fills(self, least: Extent) -> bool:
        """Tell whether this is at least *least*, in rows or in characters."""
        return self.rows >= least.rows or self.length >= least.length


NOTHING: Final = Extent(0, 0)

_HELD: Final = Extent(20_000, 4_000_000)
"""What is held in memory before it is spooled."""


def extent_of(lines: Sequence[SheetLine]) -> Extent:
    """Return how much these rows are."""
    return Extent(len(lines), sum(len(text) for _, _, text in lines))


class Gathering:
    """Rows by group.

    Attributes:
        counts: How many rows each group has so far.
    """

    def __init__(self, group_of: Callable[[list[str]], str]) -> None:
        self.counts: Counter[str] = Counter()
        self._lengths: Counter[str] = Counter()
        self._group_of = group_of
        self._held: dict[str, list[SheetLine]] = defaultdict(list)
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

    @property
    def is_spooled(self) -> bool:
        """Whether the rows passed what is held in memory."""
        return self._file is not None

    def extent(self, group: str) -> Extent:
        """Return how much a group's rows are so far."""
        return Extent(self.counts[group], self._lengths[group])

    def steps(self, blocks: Iterable[Block]) -> Iterator[int]:
        """Take blocks of rows in, one at each step, so that a caller may do something between."""
        held = NOTHING
        for block in blocks:
            for line, group in zip(block.lines, map(self._group_of, block.cells), strict=True):
                self._held[group].append(line)
            held = held.plus(extent_of(block.lines))
            if held.fills(_HELD):
                self._spool()
                held = NOTHING
            yield self.total + held.rows
        self._count()

    def of(self, group: str) -> Iterator[list[SheetLine]]:
        """Yield a group's rows in their order, some at a time."""
        for place, length in self._places.get(group, ()):
            assert self._file is not None  # noqa: S101 - a place is one in the file
            self._file.seek(place)
            yield marshal.loads(self._file.read(length))  # noqa: S302 - our own, a moment old
        if held := self._held.get(group):
            yield held

    def _count(self) -> None:
        for group, lines in self._held.items():
            self.counts[group] += len(lines)
            self._lengths[group] += extent_of(lines).length

    def _spool(self) -> None:
        if self._file is None:
            self._file = TemporaryFile()  # noqa: SIM115 - closed when the gathering is left
        self._count()
        place = self._file.seek(0, 2)
        for group, lines in self._held.items():
            written = marshal.dumps(lines)
            self._file.write(written)
            self._places[group].append((place, len(written)))
            place += len(written)
        self._held.clear()
