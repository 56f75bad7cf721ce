"""Verifying a chain: each entry is what its hash says, follows the one before, and none lacks.

A long chain is verified in stretches, from a place to a place, each joined to the next by its hash.
A place that someone noted long ago serves as well: whoever rewrote the chain from its beginning,
hashes and head and all, cannot have rewritten that note.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from shared.contracts.audit import BreakCode
from shared.journal.chain import GENESIS, hash_of
from shared.journal.reading import entries_from, head_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.storage.sessions import Reader

_PAGE: Final = 200
"""Entries that are in memory at once, and hashed while no other request is served."""

_BEFORE_ALL: Final = -(2**31)
"""An entry that was smuggled in before the first one is found too."""


@dataclass(frozen=True, slots=True)
class ChainPlace:
    """A place in a chain: an entry, by its sequence and its hash."""

    sequence: int
    hash: str

    @classmethod
    def read(cls, text: str) -> ChainPlace:
        """Return the place that *text* names, which must be of the contract's pattern."""
        sequence, _, link = text.partition("-")
        return cls(int(sequence), link)

    def __str__(self) -> str:
        """Return the place as it is told."""
        return f"{self.sequence}-{self.hash}"


ORIGIN: Final = ChainPlace(0, GENESIS)
"""Before the first entry."""


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain breaks first, and how."""

    sequence: int
    code: BreakCode


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was verified of a chain.

    Attributes:
        reached: Up to here, from `after`, it is as it was written.
        head: Where it says that it ends; None if it says nothing.
        ended: Whether its last entry was reached.
    """

    after: ChainPlace
    reached: ChainPlace
    checked: int
    head: ChainPlace | None
    ended: bool
    broken: Break | None


async def verify(
    reader: Reader, body: str, after: ChainPlace, *, most: int, seconds: float
) -> Stretch:
    """Verify a chain from the place *after* on: at most so many entries, and about so long.

    The chain is seen as it stood at the first question, whoever writes meanwhile.
    """
    told = await head_of(reader, body)
    head = None if told is None else ChainPlace(*told)
    reached, checked, ended = after, 0, False
    broken = await _unlike_what_was_seen(reader, body, after)
    until = time.monotonic() + seconds
    while broken is None and not ended and checked < most:
        size = min(_PAGE, most - checked)
        first = reached.sequence + 1 if reached != ORIGIN else _BEFORE_ALL
        entries = await entries_from(reader, body, first, limit=size)
        before = reached.sequence
        reached, broken = follow(entries, reached)
        checked += reached.sequence - before
        ended = broken is None and len(entries) < size
        if time.monotonic() >= until:
            break  # but never before it got anywhere
    if broken is None and not ended and head == reached:
        ended = not await entries_from(reader, body, reached.sequence + 1, limit=1)
    if ended:
        broken = _judge_end(head, reached)
    return Stretch(after, reached, checked, head, ended, broken)


def follow(entries: Iterable[dict[str, Any]], at: ChainPlace) -> tuple[ChainPlace, Break | None]:
    """Return how far *entries* follow on *at*, and what is wrong with the one after that."""
    for entry in entries:
        sequence = entry["sequence"]
        if sequence > at.sequence + 1:
            return at, Break(at.sequence + 1, BreakCode.MISSING)
        if entry["hash"] != hash_of(entry):
            return at, Break(sequence, BreakCode.CHANGED)
        if sequence <= at.sequence or entry["previous_hash"] != at.hash:
            return at, Break(sequence, BreakCode.UNLINKED)
        at = ChainPlace(sequence, entry["hash"])
    return at, None


async def _unlike_what_was_seen(reader: Reader, body: str, seen: ChainPlace) -> Break | None:
    """Return what is wrong with the entry at a place that was verified before."""
    if seen == ORIGIN:
        return None
    for entry in await entries_from(reader, body, seen.sequence, limit=1):
        if entry["sequence"] == seen.sequence and hash_of(entry) == entry["hash"] == seen.hash:
            return None
    return Break(seen.sequence, BreakCode.NOT_AS_SEEN)


def _judge_end(head: ChainPlace | None, reached: ChainPlace) -> Break | None:
    """Return what is wrong if the last entry is at *reached*."""
    if head is None:
        return None if reached == ORIGIN else Break(reached.sequence, BreakCode.HEAD_LOST)
    if head.sequence > reached.sequence:
        return Break(reached.sequence + 1, BreakCode.CUT)
    return None if head == reached else Break(reached.sequence, BreakCode.HEAD_MOVED)
