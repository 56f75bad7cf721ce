"""A file's rows in parts: each body's by themselves, however the file mixes them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, NamedTuple

from shared.calendar.periods import Period
from shared.refusals import Invalid
from shared.sheets.gathering import Gathering

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from shared.sheets.reading import Sheet, SheetLine

NOBODY: Final = ""
"""The group of rows whose body the caller may not write, or that name none."""


class Part(NamedTuple):
    """Some of one body's rows: all of them, or all of some periods."""

    body: str
    lines: list[SheetLine]


class Bodies:
    """Tells to which body a row belongs.

    Attributes:
        granted: The bodies that the caller may submit for.
        are_named: Whether any row names a body.
    """

    def __init__(self, sheet: Sheet, granted: frozenset[str]) -> None:
        self.granted = granted
        self.are_named = False
        self._place = sheet.header.index("body") if "body" in sheet.header else None

    def of(self, cells: list[str]) -> str:
        """Return the row's body; NOBODY if the caller may not write it, or it names none."""
        if self._place is None or self._place >= len(cells) or not cells[self._place]:
            return NOBODY
        self.are_named = True
        body = cells[self._place]
        return body if body in self.granted else NOBODY


async def steps(gathering: Gathering, lines: Iterable[SheetLine]) -> AsyncIterator[int]:
    """Gather rows in a thread, and yield how many there are so far; other requests go on."""
    taken = gathering.steps(lines)
    while (rows := await asyncio.to_thread(next, taken, None)) is not None:
        yield rows


async def parts_of(gathering: Gathering, sheet: Sheet, *, at_most: int) -> AsyncIterator[Part]:
    """Yield each body's rows, in the order of the bodies; some periods at a time if they are many.

    All rows of a natural key come together, and so do a figure and those that it is pooled from.

    Raises:
        Invalid: If a body has more rows for one period than a part may have.
    """
    for body in sorted(gathering.counts):
        blocks = gathering.of(body)
        if gathering.counts[body] <= at_most:
            yield Part(body, [line for block in blocks for line in block])
        elif body == NOBODY:
            for block in _cut(blocks, at_most):
                yield Part(body, block)
        else:
            with Gathering(_Periods(sheet).of) as by_period:
                async for _ in steps(by_period, (line for block in blocks for line in block)):
                    pass
                for lines in _some_at_a_time(body, by_period, at_most):
                    yield Part(body, lines)


class _Periods:
    """Tells of which period a row speaks, however it is written; of none if it can't be read."""

    def __init__(self, sheet: Sheet) -> None:
        self._place = sheet.header.index("period")
        self._read: dict[str, str] = {}

    def of(self, cells: list[str]) -> str:
        written = cells[self._place] if self._place < len(cells) else ""
        if written not in self._read:
            try:
                self._read[written] = str(Period.parse(written))
            except ValueError:
                return ""  # not remembered: there is no end to what can't be read
        return self._read[written]


def _some_at_a_time(body: str, by_period: Gathering, at_most: int) -> Iterator[list[SheetLine]]:
    some: list[SheetLine] = []
    for period in sorted(by_period.counts):
        if period and by_period.counts[period] > at_most:
            message = (
                f"{body} has {by_period.counts[period]:,} rows for {period}, more than there are "
                "indicators: the file says the same thing again and again."
            )
            raise Invalid(message)
        for block in _cut(by_period.of(period), at_most):
            some += block
            if not period and len(some) >= at_most:
                yield some
                some = []
        if len(some) >= at_most:
            yield some
            some = []
    if some:
        yield some


def _cut(blocks: Iterable[list[SheetLine]], at_most: int) -> Iterator[list[SheetLine]]:
    for block in blocks:
        for first in range(0, len(block), at_most):
            yield block[first : first + at_most]


async def together(parts: AsyncIterator[Part], rows_at_least: int) -> AsyncIterator[list[Part]]:
    """Put small parts together."""
    chunk: list[Part] = []
    rows = 0
    async for part in parts:
        chunk.append(part)
        rows += len(part.lines)
        if rows >= rows_at_least:
            yield chunk
            chunk, rows = [], 0
    if chunk:
        yield chunk
