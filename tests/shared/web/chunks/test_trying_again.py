"""A chunk whose failure may pass is tried again: three times, and not when all is over."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.refusals import Conflict, PartlyKept, TimedOut, Unavailable
from shared.storage.sessions import Transaction
from shared.web import chunks as chunking
from tests.shared.web.chunks.requests import (
    BODIES,
    KEPT,
    Asked,
    kept,
    until_kept,
    write,
)


class Tries:
    """Counts the tries of each body's chunk, of which the first few fail."""

    def __init__(self, error: Callable[[], Exception], failing: int) -> None:
        self.counts: Counter[str] = Counter()
        self._error = error
        self._failing = failing

    async def keep(self, tx: Transaction, body: str) -> str:
        """Leave a trace, and fail if it is time."""
        await write(tx, body)
        self.counts[body] += 1
        if body == BODIES[2] and self.counts[body] <= self._failing:
            raise self._error()
        return body


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of a moment."""
    monkeypatch.setattr(chunking, "_PAUSES", (0.02, 0.02))


@pytest.mark.usefixtures("_short")
@pytest.mark.parametrize("error", [Unavailable, OSError])
async def test_what_passes_ends_no_file(
    pool: AsyncEngine, asked: Asked, error: type[Exception]
) -> None:
    tries = Tries(error, failing=2)

    assert await kept(pool, tries.keep, *BODIES[:4]) == list(BODIES[:4])
    assert tries.counts == {BODIES[0]: 1, BODIES[1]: 1, BODIES[2]: 3, BODIES[3]: 1}
    assert await asked(KEPT) == 4


@pytest.mark.usefixtures("_short")
async def test_what_does_not_pass_is_told_after_three_tries(
    pool: AsyncEngine, asked: Asked
) -> None:
    tries = Tries(Unavailable, failing=9)

    async def keep(tx: Transaction, body: str) -> str:
        if body == BODIES[2]:
            await until_kept(asked, 2)
        return await tries.keep(tx, body)

    with pytest.raises(PartlyKept):
        await kept(pool, keep, *BODIES[:3])

    assert tries.counts[BODIES[2]] == 3
    assert await asked(KEPT) == 2


@pytest.mark.parametrize("error", [LookupError, Conflict, TimedOut])
async def test_what_will_not_pass_is_not_tried_again(
    pool: AsyncEngine, error: type[Exception]
) -> None:
    tries = Tries(error, failing=9)
    with pytest.raises(error):
        await kept(pool, tries.keep, BODIES[2])

    assert tries.counts[BODIES[2]] == 1


async def test_nothing_is_tried_after_the_requests_time(
    pool: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunking, "_PAUSES", (30.0, 30.0))
    tries = Tries(Unavailable, failing=9)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(kept(pool, tries.keep, BODIES[2], seconds=0.5), 10)

    assert tries.counts[BODIES[2]] == 1


@pytest.mark.usefixtures("_short")
async def test_nothing_is_tried_again_beside_a_chunk_that_failed_for_good(
    pool: AsyncEngine,
) -> None:
    """It is called off; whatever it says on its way out doesn't keep it there."""
    tries, first_is_there = Counter[str](), asyncio.Event()

    async def keep(_: Transaction, body: str) -> str:
        tries[body] += 1
        if body == BODIES[1]:
            await first_is_there.wait()
            raise LookupError
        try:
            first_is_there.set()
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise Unavailable from None
        return body

    with pytest.raises(LookupError):
        await asyncio.wait_for(kept(pool, keep, *BODIES[:2]), 5)

    assert tries == {BODIES[0]: 1, BODIES[1]: 1}
