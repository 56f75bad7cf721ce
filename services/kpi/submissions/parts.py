"""A file's rows in parts: each body's by themselves, however the file mixes them."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from shared.calendar.periods import Period
from shared.refusals import Invalid
from shared.sheets.gathering import NOTHING, Extent, Gathering, extent_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator

    from shared.sheets.reading import Sheet, SheetLine

Step = TypeVar("Step")

NOBODY: Final = ""
"""The group of rows whose body the caller may not write, or that name none."""

_AT_ONCE: Final = 2_000
"""Rows whose cells are in memory at once."""


class Part(NamedTuple):
    """Some of one body's rows: all of them, or all of some financial years."""

    body: str
    lines: list[SheetLine]
    extent: Extent


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
        if self._place is None or self._place >= len(cells):
            return NOBODY
        body = cells[self._place].strip()
        if body in self.granted:
            self.are_named = True
            return body
        self.are_named = self.are_named or bool(body)
        return NOBODY


async def aside(work: Iterator[Step]) -> AsyncIterator[Step]:
    """Yield what *work* yields, each made in a thread, so that other requests go on.

    Whoever is cancelled waits for the thread, and may close then what it worked on.
    """
    while True:
        made = asyncio.ensure_future(asyncio.to_thread(next, work, None))
        try:
            step = await asyncio.shield(made)
        except asyncio.CancelledError:
            await asyncio.gather(made, return_exceptions=True)
            raise
        if step is None:
            return
        yield step


async def parts_of(
    gathering: Gathering, sheet: Sheet, *, at_most: Extent
) -> AsyncGenerator[Part, None]:
    """Yield each body's rows, in the order of the bodies; some years at a time if they are many.

    All rows of a natural key come together, and so do a figure and those that it is pooled from,
    and the months since April that are judged beside each other.

    Raises:
        Invalid: If a body has more rows, or longer ones, for one year than a part may have.
    """
    for body in sorted(gathering.counts):
        blocks = gathering.of(body)
        extent = gathering.extent(body)
        if extent.is_within(at_most):
            yield Part(body, [line for block in blocks for line in block], extent)
        elif body == NOBODY:
            for block in _cut(blocks, at_most.rows):
                yield Part(body, block, extent_of(block))
        else:
            with Gathering(_Years(sheet).of) as by_year:
                some = map(sheet.block, _cut(blocks, _AT_ONCE))
                async for _ in aside(by_year.steps(some)):
                    pass
                for part in _some_at_a_time(body, by_year, at_most):
                    yield part


class _Years:
    """Tells of which financial year a row speaks; of none if its period can't be read."""

    def __init__(self, sheet: Sheet) -> None:
        self._place = sheet.header.index("period")
        self._read: dict[str, str] = {}

    def of(self, cells: list[str]) -> str:
        written = cells[self._place] if self._place < len(cells) else ""
        if written not in self._read:
            try:
                self._read[written] = str(Period(Period.parse(written).first_year))
            except ValueError:
                return ""  # not remembered: there is no end to what can't be read
        return self._read[written]


def _some_at_a_time(body: str, by_year: Gathering, at_most: Extent) -> Iterator[Part]:
    lines: list[SheetLine] = []
    extent = NOTHING
    for year in sorted(by_year.counts):
        if year:
            _check_year(body, year, by_year.extent(year), at_most)
        for block in _cut(by_year.of(year), at_most.rows):
            lines += block
            extent = extent.plus(extent_of(block))
            if not year and extent.fills(at_most):
                yield Part(body, lines, extent)
                lines, extent = [], NOTHING
        if extent.fills(at_most):
            yield Part(body, lines, extent)
            lines, extent = [], NOTHING
    if lines:
        yield Part(body, lines, extent)


def _check_year(body: str, year: str, extent: Extent, at_most: Extent) -> None:
    if extent.rows > at_most.rows:
        message = (
            f"{body} has {extent.rows:,} rows for {year}, and at most {at_most.rows:,} are taken: "
            "send them in parts, if the file does not say the same thing again and again."
        )
        raise Invalid(message)
    if extent.length > at_most.length:
        message = (
            f"{body}'s rows for {year} have {extent.length:,} characters, and at most "
            f"{at_most.length:,} are taken."
        )
        raise Invalid(message)


def _cut(blocks: Iterable[list[SheetLine]], at_most: int) -> Iterator[list[SheetLine]]:
    for block in blocks:
        for first in range(0, len(block), at_most):
            yield block[first : first + at_most]


async def together(
    parts: AsyncGenerator[Part, None], at_least: Extent
) -> AsyncGenerator[list[Part], None]:
    """Put small parts together; nothing of *parts* stays open when this is closed."""
    chunk: list[Part] = []
    extent = NOTHING
    async with aclosing(parts):
        async for part in parts:
            chunk.append(part)
            extent = extent.plus(part.extent)
            if extent.fills(at_least):
                yield chunk
                chunk, extent = [], NOTHING
        if chunk:
            yield chunk
