"""Chunks: each is committed by itself, two at a time, and whoever asks is told the truth of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import deadlines
from shared.journal import Event, answer_for, hold, record
from shared.journal.chain import held_bodies
from shared.journal.idempotency import claim, keep
from shared.refusals import Invalid, PartlyKept, Unavailable
from shared.security.principal import Principal
from shared.storage import engine as storage_engine
from shared.storage.engine import new_engine
from shared.storage.sessions import Transaction, writing
from shared.storage.tenancy import Tenancy
from shared.web.chunks import Chunks, Room
from tests.database import Database
from tests.promises.storms.ground import until

BODIES: Final = tuple(f"E0700013{number}" for number in range(1, 7))
TENANCY: Final = Tenancy("ledger", reads=frozenset(BODIES), writes=frozenset(BODIES))
BY: Final = Principal("ledger", "officer", "a-key")
KEPT: Final = "SELECT count(*) FROM kpi.audit_entries"
BUSY: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'tests'"
    " AND datname = current_database() AND state <> 'idle'"
)

Keep = Callable[[Transaction, str], Awaitable[str]]


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[AsyncEngine]:
    """Connections for the request and for two chunks, none to spare."""
    made = new_engine(database.url("kpi"), application="tests", pool_size=3)
    yield made
    assert made.pool.checkedout() == 0  # type: ignore[attr-defined]  # of its kind of pool
    await made.dispose()


@pytest.fixture
async def asked(database: Database) -> AsyncIterator[Callable[[str], Awaitable[Any]]]:
    """Ask the database as the superuser, whom no policy binds."""
    admin: asyncpg.Connection[Any] = await database.admin.connect()
    yield admin.fetchval
    await admin.close()


async def write(tx: Transaction, body: str) -> str:
    """Leave a trace on a body."""
    await record(tx, Event(body, "note.written", body, BY, "0" * 64))
    return body


async def one_by_one(*bodies: str) -> AsyncIterator[str]:
    for body in bodies:
        yield body


@asynccontextmanager
async def opened(
    pool: AsyncEngine, room: Room | None = None, seconds: float = 60.0
) -> AsyncIterator[tuple[Transaction, Chunks]]:
    """Open a request's own transaction, with what it needs to keep chunks."""
    async with asyncio.timeout(deadlines.WRITE) as limit, writing(pool, TENANCY) as tx:
        yield tx, Chunks(pool, tx, limit, seconds, room or Room())


async def kept(
    pool: AsyncEngine, keep: Keep, *bodies: str, rehearse: bool = False, room: Room | None = None
) -> list[str]:
    """Keep a chunk for each body, within a request."""
    async with opened(pool, room) as (_, chunks):
        await chunks.prepare()
        return await chunks.keep_each(one_by_one(*bodies), keep, rehearse=rehearse)


async def test_each_chunk_is_committed_before_the_request_ends(
    pool: AsyncEngine, asked: Callable[[str], Awaitable[Any]]
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
    pool: AsyncEngine, asked: Callable[[str], Awaitable[Any]]
) -> None:
    assert await kept(pool, write, *BODIES, rehearse=True) == list(BODIES)
    assert await asked(KEPT) == 0


def failing(at: str, error: Exception, kept_before: Callable[[], Awaitable[Any]]) -> Keep:
    """Return what keeps every chunk but that of one body, which fails once *kept_before*."""

    async def keep(tx: Transaction, body: str) -> str:
        await write(tx, body)
        if body == at:
            await kept_before()
            raise error
        return body

    return keep


async def until_kept(asked: Callable[[str], Awaitable[Any]], count: int) -> None:
    async def are_kept() -> bool:
        return bool(await asked(KEPT) >= count)

    await until(are_kept, 10)


async def test_a_failure_after_a_commit_says_that_a_part_is_kept(
    pool: AsyncEngine, asked: Callable[[str], Awaitable[Any]]
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
    pool: AsyncEngine, asked: Callable[[str], Awaitable[Any]], *, rehearse: bool
) -> None:
    at = BODIES[4] if rehearse else BODIES[0]
    with pytest.raises(LookupError):
        await kept(pool, failing(at, LookupError(), nothing), at, rehearse=rehearse)

    assert await asked(KEPT) == 0


async def nothing() -> None:
    """Wait for nothing."""


async def test_what_is_wrong_with_the_payload_is_told_even_after_a_commit(
    pool: AsyncEngine, asked: Callable[[str], Awaitable[Any]]
) -> None:
    """To post the same again would not mend it, as 503 says it would."""
    with pytest.raises(Invalid):
        await kept(pool, failing(BODIES[2], Invalid(), lambda: until_kept(asked, 2)), *BODIES[:3])

    assert await asked(KEPT) == 2


async def test_a_payload_that_cannot_be_read_to_its_end_stops_what_is_under_way(
    pool: AsyncEngine, asked: Callable[[str], Awaitable[Any]]
) -> None:
    async def torn() -> AsyncIterator[str]:
        yield BODIES[0]
        await until_kept(asked, 1)
        raise OSError

    async with opened(pool) as (_, chunks):
        with pytest.raises(PartlyKept):
            await chunks.keep_each(torn(), write, rehearse=False)


async def test_a_third_long_payload_is_told_to_come_again(pool: AsyncEngine) -> None:
    room, gate = Room(), asyncio.Event()

    async def wait(_: Transaction, body: str) -> str:
        await gate.wait()
        return body

    first, second = (asyncio.create_task(kept(pool, wait, BODIES[0], room=room)) for _ in "ab")
    await until(room.places.locked, 10)
    bare = Chunks(pool, Transaction(pool, TENANCY), asyncio.timeout(None), 60, room)
    with pytest.raises(Unavailable) as refused:
        await bare.keep_each(one_by_one(BODIES[0]), wait, rehearse=False)
    gate.set()
    await asyncio.gather(first, second)

    assert refused.value.headers["Retry-After"]
    assert await kept(pool, write, BODIES[0], room=room) == [BODIES[0]]


async def test_a_caller_who_leaves_leaves_nothing_running(
    pool: AsyncEngine, asked: Callable[[str], Awaitable[Any]]
) -> None:
    async def sleep(tx: Transaction, body: str) -> str:
        await write(tx, body)
        await tx.say("SELECT pg_sleep(4)")
        return body

    room = Room()
    work = asyncio.create_task(kept(pool, sleep, *BODIES, room=room))

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
    assert not room.places.locked()
    assert await kept(pool, write, *BODIES, room=room) == list(BODIES)


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
    database: Database, monkeypatch: pytest.MonkeyPatch, asked: Callable[[str], Awaitable[Any]]
) -> None:
    monkeypatch.setattr(storage_engine, "_IDLE_IN_TRANSACTION_MS", 150)
    pool = new_engine(database.url("kpi"), application="tests", pool_size=3)

    async def slow() -> AsyncIterator[str]:
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

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable)):
        await answer(prepared=False)  # so the patience is at its end by then
    await answer(prepared=True)
    await pool.dispose()

    kept_for = await asked("SELECT bodies::text FROM kpi.idempotency_keys")
    assert json.loads(kept_for) == [*BODIES[:2]]


async def test_a_long_payload_has_the_time_that_it_earned_and_a_whole_one_that_of_a_write(
    pool: AsyncEngine,
) -> None:
    """Else a version could be committed after `settled` was told of its instant."""
    now = asyncio.get_running_loop().time
    async with (
        asyncio.timeout(deadlines.WRITE) as limit,
        writing(pool, TENANCY) as tx,
    ):
        chunks = Chunks(pool, tx, limit, 500.0, Room())
        await chunks.prepare()
        assert 499 < (limit.when() or 0) - now() <= 500
        chunks.keep_whole()
        assert (limit.when() or 0) - now() <= deadlines.WRITE
        chunks = Chunks(pool, tx, limit, 9.0, Room())
        await chunks.prepare()
        chunks.keep_whole()
        assert (limit.when() or 0) - now() <= 9
