"""Places for long payloads: few, waited for a while, and given back at every end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.refusals import Unavailable
from shared.storage.engine import new_engine
from shared.web import chunks as chunking
from shared.web.chunks import LongPayloads
from shared.web.settings import ServiceSettings
from tests.database import Database
from tests.promises.storms.ground import until
from tests.shared.web.chunks.requests import BODIES, kept, opened, write


@asynccontextmanager
async def taken(long: LongPayloads, places: int) -> AsyncIterator[None]:
    """Take some places, and give them back."""
    for _ in range(places):
        await long.take_place()
    yield
    for _ in range(places):
        long.places.release()


async def test_a_third_long_payload_is_told_to_come_again(
    pool: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunking, "_PATIENCE_FOR_A_PLACE", 0.1)
    long = LongPayloads(10)
    async with taken(long, 2):
        with pytest.raises(Unavailable) as refused:
            await kept(pool, write, BODIES[0], long=long)

    assert refused.value.headers["Retry-After"]
    assert await kept(pool, write, BODIES[0], long=long) == [BODIES[0]]


async def test_a_long_payload_waits_a_while_for_its_place(pool: AsyncEngine) -> None:
    long = LongPayloads(10)
    async with taken(long, 2):
        third = asyncio.create_task(kept(pool, write, BODIES[0], long=long))
        await until(lambda: long._may_wait < LongPayloads(10)._may_wait, 10)

    assert await third == [BODIES[0]]


async def test_no_more_wait_than_leave_a_connection_to_others(pool: AsyncEngine) -> None:
    """Each of them holds one, with its idempotency key."""
    long = LongPayloads(10)
    async with taken(long, 2):
        waiting = [asyncio.create_task(long.take_place()) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            await asyncio.wait_for(kept(pool, write, BODIES[0], long=long), 1)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    async with taken(long, 2):  # nothing was lost by those who left
        assert long.places.locked()
        assert long._may_wait == 3


async def test_a_request_that_ends_gives_its_place_back_however_it_ends(pool: AsyncEngine) -> None:
    long = LongPayloads(3)
    for error in (LookupError, asyncio.CancelledError):
        with pytest.raises(error):
            await take_place_and(error, pool, long)
    async with opened(pool, long):
        pass  # a payload that is not long has none to give

    async with taken(long, 1):
        assert long.places.locked()


async def take_place_and(error: type[BaseException], pool: AsyncEngine, long: LongPayloads) -> None:
    """Take the place of a request, twice, and end it badly."""
    async with opened(pool, long) as (_, chunks):
        await chunks.take_place()
        await chunks.take_place()
        raise error


@pytest.mark.parametrize(
    ("connections", "payloads", "chunks", "waiting"),
    [(3, 1, 1, 0), (4, 1, 2, 0), (5, 1, 2, 1), (8, 2, 2, 1), (10, 2, 2, 3), (200, 2, 2, 193)],
)
async def test_long_payloads_never_take_every_connection(
    connections: int, payloads: int, chunks: int, waiting: int
) -> None:
    long = LongPayloads(connections)

    assert (long.places._value, long.chunks_at_a_time, long._may_wait) == (
        payloads,
        chunks,
        waiting,
    )
    assert payloads * (1 + chunks) + waiting < connections


def test_a_pool_that_could_keep_no_long_payload_is_refused() -> None:
    """The request's own transaction, that of a chunk, and one for others: three at least."""
    with pytest.raises(ValidationError, match="pool_size"):
        ServiceSettings(database_url="postgresql://x", trusted_key="{}", pool_size=2)


async def test_the_smallest_pool_that_is_allowed_keeps_a_long_payload(database: Database) -> None:
    smallest = ServiceSettings.model_fields["pool_size"].metadata
    [least] = [bound.ge for bound in smallest if hasattr(bound, "ge")]
    pool = new_engine(database.url("kpi"), application="tests", pool_size=least)
    assert await kept(pool, write, *BODIES, long=LongPayloads(least)) == list(BODIES)
    await pool.dispose()
