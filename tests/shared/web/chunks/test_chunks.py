"""Chunks: each is committed by itself, two at a time, and whoever asks is told the truth of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Final

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.journal import answer_for, hold
from shared.journal.chain import held_bodies
from shared.journal.idempotency import claim, keep
from shared.refusals import Invalid, PartlyKept, Unavailable
from shared.storage import engine as storage_engine
from shared.storage.engine import new_engine
from shared.storage.sessions import Transaction, writing
from shared.web.chunks import LongPayloads
from tests.database import LOST, Database
from tests.promises.storms.ground import until
from tests.shared.web.chunks.requests import (
    BODIES,
    KEPT,
    TENANCY,
    Asked,
    failing,
    kept,
    nothing,
    one_by_one,
    opened,
    until_kept,
    write,
)

BUSY: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tests'"
    " AND datname = current_database() AND state <> 'idle'"
)


async def test_each_chunk_is_committed_before_the_request_ends(
    pool: AsyncEngine, asked: Asked
) -> None:
    async with opened(pool) as (_, chunks):
        came = await chunks.keep_each(one_by_one(*BODIES), write, rehearse=False)
        assert await asked(KEPT) == 6

    assert came == list(BODIES)  # in their order, whichever was done first


async def test_two_chunks_are_under_way_at_a_time(pool: AsyncEngine) -> None:
    now, most = 0, 0

    async def count(tx: Transaction, body: str) -> str:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await tx.say("SELECT pg_sleep(0.05)")
        now -= 1
        return body

    await kept(pool, count, *BODIES)

    assert most == 2


async def test_a_rehearsal_tells_the_same_and_keeps_nothing(
    pool: AsyncEngine, asked: Asked
) -> None:
    assert await kept(pool, write, *BODIES, rehearse=True) == list(BODIES)
    assert await asked(KEPT) == 0


async def test_a_failure_after_a_commit_says_that_a_part_is_kept(
    pool: AsyncEngine, asked: Asked
) -> None:
    cause = LookupError("a fault")
    keep = failing(BODIES[4], cause, lambda: until_kept(asked, 4))
    with pytest.raises(PartlyKept) as refused:
        await kept(pool, keep, *BODIES[:5])

    assert (refused.value.status, refused.value.headers) == (503, {"Retry-After": "2"})
    assert refused.value.__cause__ is cause  # for whoever reads the log
    assert await asked(KEPT) == 4


@pytest.mark.parametrize("rehearse", [False, True])
async def test_a_failure_before_any_commit_is_told_as_it_is(
    pool: AsyncEngine, asked: Asked, *, rehearse: bool
) -> None:
    at = BODIES[4] if rehearse else BODIES[0]
    with pytest.raises(LookupError):
        await kept(pool, failing(at, LookupError(), nothing), at, rehearse=rehearse)

    assert await asked(KEPT) == 0


async def test_what_is_wrong_with_the_payload_is_told_even_after_a_commit(
    pool: AsyncEngine, asked: Asked
) -> None:
    """To post the same again would not mend it, as 503 says it would."""
    with pytest.raises(Invalid):
        await kept(pool, failing(BODIES[2], Invalid(), lambda: until_kept(asked, 2)), *BODIES[:3])

    assert await asked(KEPT) == 2


async def test_a_payload_that_cannot_be_read_to_its_end_stops_what_is_under_way(
    pool: AsyncEngine, asked: Asked
) -> None:
    async def torn() -> AsyncGenerator[str, None]:
        yield BODIES[0]
        await until_kept(asked, 1)
        raise OSError

    async with opened(pool) as (_, chunks):
        with pytest.raises(PartlyKept):
            await chunks.keep_each(torn(), write, rehearse=False)


async def test_a_caller_who_leaves_leaves_nothing_running(pool: AsyncEngine, asked: Asked) -> None:
    async def sleep(tx: Transaction, body: str) -> str:
        await write(tx, body)
        await tx.say("SELECT pg_sleep(4)")
        return body

    long = LongPayloads(10)
    work = asyncio.create_task(kept(pool, sleep, *BODIES, long=long))

    async def two_sleep() -> bool:
        return bool(await asked(f"{BUSY} AND wait_event = 'PgSleep'") == 2)

    async def nothing_runs() -> bool:
        return not await asked(BUSY)

    await until(two_sleep, 10)
    work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await work

    await until(nothing_runs, 2)
    assert await asked(KEPT) == 0
    assert long.places._value == 2
    assert await kept(pool, write, *BODIES, long=long) == list(BODIES)


async def test_what_yields_the_chunks_is_closed_when_one_fails(pool: AsyncEngine) -> None:
    """It may have files open."""
    closed = []

    async def chunks() -> AsyncGenerator[str, None]:
        try:
            for body in BODIES:
                yield body
        finally:
            closed.append(body)

    async def fail(_: Transaction, body: str) -> str:
        raise LookupError(body)

    async with opened(pool) as (_, made):
        with pytest.raises(LookupError):
            await made.keep_each(chunks(), fail, rehearse=False)
        assert len(closed) == 1


async def test_the_request_answers_for_the_bodies_of_every_chunk(pool: AsyncEngine) -> None:
    """By them the right to replay its answer is judged."""
    async with opened(pool) as (tx, chunks):
        await hold(tx, BODIES[5])
        await chunks.keep_each(one_by_one(*BODIES[:3]), write, rehearse=False)
        assert held_bodies(tx) == [*BODIES[:3], BODIES[5]]


async def test_a_transaction_that_held_nothing_answers_for_nothing(pool: AsyncEngine) -> None:
    async with writing(pool, TENANCY) as tx, writing(pool, TENANCY) as other:
        answer_for(tx, other)
        assert held_bodies(tx) == []


async def test_the_claim_of_a_key_outlives_the_patience_with_idle_transactions(
    database: Database, monkeypatch: pytest.MonkeyPatch, asked: Asked
) -> None:
    monkeypatch.setattr(storage_engine, "_IDLE_IN_TRANSACTION_MS", 150)
    pool = new_engine(database.url("kpi"), application="tests", pool_size=3)

    async def slow() -> AsyncGenerator[str, None]:
        yield BODIES[0]
        await asyncio.sleep(0.6)
        yield BODIES[1]

    async def answer(*, prepared: bool) -> None:
        async with opened(pool) as (tx, chunks):
            claimed = await claim(tx, "nightly-1", "f")
            if prepared:
                await chunks.prepare()
            await chunks.keep_each(slow(), write, rehearse=False)
            await keep(tx, claimed, status=201, headers={}, content=b"{}")

    with pytest.raises((*LOST, Unavailable)):
        await answer(prepared=False)  # so the patience is at its end by then
    await answer(prepared=True)
    await pool.dispose()

    kept_for = await asked("SELECT bodies::text FROM kpi.idempotency_keys")
    assert json.loads(kept_for) == [*BODIES[:2]]
