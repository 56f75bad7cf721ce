"""A transaction is committed before its hour, or not at all, by the database's clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.journal.chain import hold
from shared.refusals import Conflict
from shared.storage.hours import Hour
from shared.storage.sessions import Transaction, writing
from shared.storage.tenancy import Tenancy
from tests.database import Database

BODY = "E07000132"
TENANCY = Tenancy("ledger", reads=frozenset({BODY}), writes=frozenset({BODY}))


async def heads(database: Database) -> int:
    admin = await database.admin.connect()
    try:
        return int(await admin.fetchval("SELECT count(*) FROM kpi.chain_heads"))
    finally:
        await admin.close()


async def sleep_until_past(tx: Transaction, hour: datetime) -> None:
    """Let the database's clock pass *hour* within the transaction, as a wait for a lock would."""
    ahead = hour - await tx.now()
    await tx.rows(select(func.pg_sleep(max(ahead.total_seconds(), 0) + 0.005)))


async def test_a_commit_before_the_hour_is_kept(engine: AsyncEngine, database: Database) -> None:
    async with writing(engine, TENANCY) as tx:
        await hold(tx, BODY)
        tx.commit_before(await tx.now() + timedelta(minutes=1), Conflict("too late"))

    assert await heads(database) == 1


async def test_a_write_that_straddles_the_hour_is_refused(
    engine: AsyncEngine, database: Database
) -> None:
    """It began before the hour, and all it did was done before it; but not the commit."""

    async def dawdle() -> None:
        async with writing(engine, TENANCY) as tx:
            await hold(tx, BODY)
            hour = await tx.now() + timedelta(milliseconds=150)
            tx.commit_before(hour, Conflict("too late"))
            await sleep_until_past(tx, hour)

    for _ in range(3):  # more often than the pool has connections
        with pytest.raises(Conflict, match="too late"):
            await dawdle()

    assert await heads(database) == 0


async def test_of_several_hours_the_one_that_was_missed_answers(engine: AsyncEngine) -> None:
    async def dawdle() -> None:
        async with writing(engine, TENANCY) as tx:
            await hold(tx, BODY)
            now = await tx.now()
            tx.commit_before(now + timedelta(minutes=1), Conflict("the later one"))
            tx.commit_before(now, Conflict("the earlier one"))

    with pytest.raises(Conflict, match="the earlier one"):
        await dawdle()


async def test_what_went_wrong_before_keeps_its_name_after_the_hour(engine: AsyncEngine) -> None:
    async def fail() -> None:
        async with writing(engine, TENANCY) as tx:
            await hold(tx, BODY)
            tx.commit_before(await tx.now(), Conflict("too late"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()


def test_an_hour_says_its_offset() -> None:
    with pytest.raises(ValueError, match="offset"):
        Hour(datetime(2020, 2, 3), Conflict())  # noqa: DTZ001 - what is tested
