"""Readers and transactions: what is committed, and in what state a connection goes back."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.journal.chain import advance, hold
from shared.journal.tables import ChainHead
from shared.refusals import Unavailable
from shared.storage.failures import refusal_of
from shared.storage.sessions import Reader, Transaction, reading, writing
from shared.storage.tenancy import Tenancy
from tests.database import LOST, Database

BODY = "E07000132"
TENANCY = Tenancy("ledger", reads=frozenset({BODY}), writes=frozenset({BODY}))
ONE = select(1)
SLEEP = select(func.pg_sleep(60))
RIGHTS = select(func.current_setting("qd.reads"), func.current_setting("qd.writes"))
CUT_OFF = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {ours}"
BUSY = "SELECT count(*) FROM pg_stat_activity WHERE {ours} AND state <> 'idle'"
OURS = "application_name = 'tests' AND datname = current_database()"


async def asked(database: Database, question: str) -> int:
    """Return what the superuser, whom no policy binds, is answered."""
    admin = await database.admin.connect()
    try:
        return int(await admin.fetchval(question.format(ours=OURS)))
    finally:
        await admin.close()


async def heads(database: Database) -> int:
    """Return how many chains there are."""
    return await asked(database, "SELECT count(*) FROM kpi.chain_heads")


async def is_clean(engine: AsyncEngine) -> bool:
    """Return whether a connection from the pool knows no bodies and is in no transaction."""
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        reads = await driver.fetchval("SELECT current_setting('qd.reads', true)")
        return not reads and not driver.is_in_transaction()


def lent(engine: AsyncEngine) -> int:
    """Return how many connections haven't come back to the pool."""
    return int(engine.pool.checkedout())  # type: ignore[attr-defined]  # of its kind of pool


def fail_as_known(reader: Reader, instant: datetime) -> None:
    with reader.as_known(instant):
        assert reader.known_at == instant
        raise ZeroDivisionError


async def test_a_reader_is_set_back_for_as_long_as_a_block_lasts(engine: AsyncEngine) -> None:
    """However it ends; and one within another gives back the instant of that."""
    early, late = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 2, 1, tzinfo=UTC)
    seen = []
    async with reading(engine, TENANCY) as reader:
        with reader.as_known(late):
            with pytest.raises(ZeroDivisionError):
                fail_as_known(reader, early)
            seen.append(reader.known_at)
            with reader.as_known(None):
                seen.append(reader.known_at)
        seen.append(reader.known_at)

    assert seen == [late, None, None]


async def test_what_is_forgotten_is_read_anew(engine: AsyncEngine) -> None:
    """Else a row says what it said when the transaction first saw it, whoever wrote it since."""
    head = select(ChainHead).where(ChainHead.body == BODY)
    async with writing(engine, TENANCY) as tx:
        await hold(tx, BODY)
    async with writing(engine, TENANCY) as tx:
        before = await tx.first(head)
        async with writing(engine, TENANCY) as other:
            await advance(other, BODY, {"act": "figures.kept"})
        tx.forget()
        after = await tx.first(head)

    assert before is not None
    assert after is not None
    assert (before.sequence, after.sequence) == (0, 1)


async def test_a_reader_cannot_write_even_when_it_tries(
    engine: AsyncEngine, database: Database
) -> None:
    head = insert(ChainHead).values(
        body=BODY, sequence=0, hash="0", recorded_at=func.clock_timestamp()
    )
    async with reading(engine, TENANCY) as reader:
        session = await reader._orm()
        with pytest.raises(DBAPIError, match="read-only transaction"):
            await session.execute(head)

    assert await heads(database) == 0


def test_a_reader_offers_no_way_to_write() -> None:
    writes = {"append", "copy", "execute", "say", "keep"}
    assert writes <= set(dir(Transaction))
    assert not writes & set(dir(Reader))


async def test_a_block_that_ends_well_is_committed(engine: AsyncEngine, database: Database) -> None:
    async with writing(engine, TENANCY) as tx:
        await hold(tx, BODY)
        assert await heads(database) == 0  # not before the end

    assert await heads(database) == 1


async def test_a_block_that_raises_keeps_nothing(engine: AsyncEngine, database: Database) -> None:
    async def think_better_of_it() -> None:
        async with writing(engine, TENANCY) as tx:
            await hold(tx, BODY)
            raise LookupError

    with pytest.raises(LookupError):
        await think_better_of_it()

    assert await heads(database) == 0


async def test_the_commit_of_a_failed_transaction_is_not_acknowledged(
    engine: AsyncEngine, database: Database
) -> None:
    """PostgreSQL answers it with ROLLBACK and no error: who looked away would report a write."""

    async def look_away() -> None:
        async with writing(engine, TENANCY) as tx:
            await hold(tx, BODY)
            with pytest.raises(DBAPIError):
                await tx.execute(text("SELECT 1 / 0"))

    with pytest.raises(Unavailable):
        await look_away()

    assert await heads(database) == 0


async def test_the_commit_on_a_connection_that_was_cut_off_is_not_acknowledged(
    engine: AsyncEngine, database: Database
) -> None:
    async def lose_connection() -> None:
        async with writing(engine, TENANCY) as tx:
            await hold(tx, BODY)
            await asked(database, CUT_OFF)

    with pytest.raises(LOST) as lost:
        await lose_connection()

    assert isinstance(refusal_of(lost.value), Unavailable)
    assert await heads(database) == 0
    async with writing(engine, TENANCY) as tx:  # and the pool has got over it
        await hold(tx, BODY)
    assert await heads(database) == 1


async def test_a_connection_goes_back_without_its_transaction_and_tenancy(
    engine: AsyncEngine,
) -> None:
    async with writing(engine, TENANCY) as tx:
        assert [tuple(row) for row in await tx.rows(RIGHTS)] == [(BODY, BODY)]

    assert await is_clean(engine)


async def test_a_connection_goes_back_clean_after_a_failed_insert(engine: AsyncEngine) -> None:
    """The ORM's session wants a rollback of its own then; the connection is not to wait for it."""

    async def insert_head() -> None:
        async with writing(engine, TENANCY) as tx:
            then = await tx.now()
            await tx.append(ChainHead(body=BODY, sequence=0, hash="0", recorded_at=then))

    await insert_head()
    for _ in range(3):  # more often than the pool has connections
        with pytest.raises(DBAPIError, match="pk_chain_heads"):
            await insert_head()

    assert lent(engine) == 0
    assert await is_clean(engine)


async def test_a_connection_in_an_unknown_state_is_thrown_away(engine: AsyncEngine) -> None:
    """Whatever comes of its last word, nobody inherits its open transaction."""
    reader = Reader(engine, TENANCY)
    await reader.rows(ONE)
    await reader._finish("NO LAST WORD")

    assert lent(engine) == 0
    assert await is_clean(engine)


async def test_cancelled_work_leaves_no_query_running_and_no_connection_lost(
    engine: AsyncEngine, database: Database
) -> None:
    """Nothing runs on 2 s after the caller is gone (reliability, promise 15)."""

    async def give_up() -> None:
        async with asyncio.timeout(0.2), writing(engine, TENANCY) as tx:
            await hold(tx, BODY)
            await tx.rows(SLEEP)

    for _ in range(3):  # more often than the pool has connections
        with pytest.raises(TimeoutError):
            await give_up()

    assert lent(engine) == 0
    assert await heads(database) == 0
    for _ in range(40):
        if not await asked(database, BUSY):
            return
        await asyncio.sleep(0.05)
    pytest.fail("a query still runs after 2 s")


async def test_an_error_keeps_its_name_when_the_connection_is_lost_with_it(
    engine: AsyncEngine, database: Database
) -> None:
    """The rollback that can't be said any more must not stand before what went wrong."""

    async def lose_connection() -> None:
        async with reading(engine, TENANCY) as reader:
            await reader.rows(ONE)
            await asked(database, CUT_OFF)
            await reader.rows(ONE)

    with pytest.raises(DBAPIError) as lost:
        await lose_connection()

    assert isinstance(refusal_of(lost.value), Unavailable)
    assert lent(engine) == 0


async def test_an_answer_that_is_read_stands_though_the_connection_is_lost_after_it(
    engine: AsyncEngine, database: Database
) -> None:
    async with reading(engine, TENANCY) as reader:
        rows = await reader.rows(ONE)
        await asked(database, CUT_OFF)

    assert rows[0][0] == 1


async def test_a_reader_that_asks_nothing_takes_no_connection(engine: AsyncEngine) -> None:
    async with reading(engine, TENANCY):
        assert lent(engine) == 0


async def test_a_widened_reader_reads_more_and_writes_no_more(engine: AsyncEngine) -> None:
    async with writing(engine, TENANCY) as tx:
        await tx.rows(ONE)
        await tx.widen({"E07000131"})
        [told] = await tx.rows(RIGHTS)

    assert tuple(told) == ("E07000131,E07000132", "E07000132")


async def test_a_transaction_kept_to_some_bodies_writes_no_others_and_reads_as_before(
    engine: AsyncEngine,
) -> None:
    both = Tenancy("tests", reads=frozenset({"a", "b"}), writes=frozenset({"a", "b"}))
    async with writing(engine, both) as tx:
        await tx.keep_to({"a", "c"})  # before it is opened, and after
        [first] = await tx.rows(RIGHTS)
        await tx.keep_to({"b"})
        [then] = await tx.rows(RIGHTS)

    assert tuple(first) == ("a,b", "a")
    assert tuple(then) == ("a,b", "")


async def test_a_reader_that_has_ended_holds_nothing_and_asks_nothing_more(
    engine: AsyncEngine,
) -> None:
    async with reading(engine, TENANCY) as reader:
        await reader.now()
        assert lent(engine) == 1
        await reader.end()
        assert lent(engine) == 0
        with pytest.raises(RuntimeError, match="end"):
            await reader.now()


async def test_a_transaction_is_ended_by_whoever_opened_it(engine: AsyncEngine) -> None:
    """Else what it wrote would be undone, and told as kept."""
    async with writing(engine, TENANCY) as tx:
        with pytest.raises(TypeError):
            await tx.end()
