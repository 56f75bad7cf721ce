"""What a failure of the database means to a caller, by its SQLSTATE."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import deadlines
from shared.refusals import Conflict, TimedOut, Unavailable
from shared.storage.engine import new_engine
from shared.storage.failures import refusal_of, sqlstate_of
from shared.storage.sessions import reading, writing
from shared.storage.tenancy import Tenancy
from tests.database import Database

BODY = "E07000132"
TENANCY = Tenancy("ledger", reads=frozenset({BODY}), writes=frozenset({BODY}))
RAISED = "DO $$ BEGIN RAISE EXCEPTION 'canary-7731' USING ERRCODE = '{}'; END $$"

# Codes as in the PostgreSQL manual, appendix A.
MEANINGS = {
    "23505": Conflict,  # unique_violation
    "23503": Conflict,  # foreign_key_violation
    "23514": Conflict,  # check_violation
    "57014": TimedOut,  # query_canceled, which is what statement_timeout raises
    "40001": Unavailable,  # serialization_failure
    "40P01": Unavailable,  # deadlock_detected
    "53300": Unavailable,  # too_many_connections
    "55P03": Unavailable,  # lock_not_available, where no idempotency key is claimed
    "57P01": Unavailable,  # admin_shutdown
    "57P03": Unavailable,  # cannot_connect_now
    "08006": Unavailable,  # connection_failure
    "25P03": Unavailable,  # idle_in_transaction_session_timeout
}


async def failure_of(engine: AsyncEngine, statement: str) -> DBAPIError:
    """Return how a transaction ends that runs *statement*, with a tenth of a second for it."""
    try:
        async with asyncio.timeout(30), writing(engine, TENANCY) as tx:
            await tx.say("SET LOCAL statement_timeout = '100ms'")
            await tx.execute(text(statement))
    except DBAPIError as failure:
        return failure
    raise AssertionError(statement)


async def ask(engine: AsyncEngine) -> None:
    async with reading(engine, TENANCY) as reader:
        await reader.now()


async def test_what_the_database_raises_is_refused_by_its_code(engine: AsyncEngine) -> None:
    for state, meaning in MEANINGS.items():
        failure = await failure_of(engine, RAISED.format(state))
        refusal = refusal_of(failure)

        assert refusal is not None
        assert sqlstate_of(failure) == state
        assert type(refusal) is meaning, state
        assert "canary" not in refusal.detail


async def test_what_may_pass_by_itself_says_when_to_try_again(engine: AsyncEngine) -> None:
    for state in ("57014", "40001", "55P03", "57P01"):
        refusal = refusal_of(await failure_of(engine, RAISED.format(state)))

        assert refusal is not None
        assert int(refusal.headers["Retry-After"]) > 0


async def test_a_fault_of_ours_is_no_passing_trouble(engine: AsyncEngine) -> None:
    """42703, undefined_column: trying again won't help, so the answer is 500, not 503."""
    assert refusal_of(await failure_of(engine, "SELECT nonsense")) is None


def test_an_error_that_is_none_of_the_database_is_left_alone() -> None:
    assert refusal_of(ValueError("2")) is None


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    engine = new_engine("postgresql+asyncpg://nobody@/nothing?host=/nowhere", application="tests")
    with pytest.raises(OSError, match="No such file") as failure:
        await ask(engine)
    await engine.dispose()

    assert isinstance(refusal_of(failure.value), Unavailable)


async def test_a_pool_that_is_all_in_use_is_unavailable(database: Database) -> None:
    engine = new_engine(database.url("kpi"), application="tests", pool_size=1)
    async with reading(engine, TENANCY) as holder:
        await holder.now()
        with pytest.raises(PoolTimeoutError) as failure:
            await ask(engine)
    await engine.dispose()

    assert isinstance(refusal_of(failure.value), Unavailable)


def test_a_connection_that_was_cut_as_it_was_taken_up_is_unavailable() -> None:
    """As asyncpg said it in a storm: the server's last word had come, and the end had not."""
    confused = asyncpg.InternalClientError("cannot switch to state 15; another operation (2)")

    assert isinstance(refusal_of(confused), Unavailable)


async def test_a_database_that_hangs_is_unavailable_before_the_service_is_late(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can't end a statement by itself; so nobody waits for it longer than for one that can."""
    assert deadlines.STATEMENT < deadlines.DATABASE < deadlines.SERVICE
    monkeypatch.setattr(deadlines, "DATABASE", 0.2)
    engine = new_engine(database.url("kpi"), application="tests", pool_size=1)
    with pytest.raises(TimeoutError) as failure:
        async with reading(engine, TENANCY) as reader:
            await reader.rows(select(func.pg_sleep(3)))
    await engine.dispose()

    assert isinstance(refusal_of(failure.value), Unavailable)


async def test_a_statement_that_outlives_its_time_is_ended_by_the_database(
    engine: AsyncEngine,
) -> None:
    assert isinstance(refusal_of(await failure_of(engine, "SELECT pg_sleep(60)")), TimedOut)


async def test_the_pool_sets_the_deadlines_that_nest_in_the_services(engine: AsyncEngine) -> None:
    """Statement 5 s < service 8 s < gateway 10 s (reliability, promise 15)."""
    async with reading(engine, TENANCY) as reader:
        [told] = await reader.rows(
            select(
                func.current_setting("statement_timeout"),
                func.current_setting("lock_timeout"),
                func.current_setting("idle_in_transaction_session_timeout"),
                func.current_setting("client_connection_check_interval"),
            )
        )

    assert tuple(told) == ("5s", "4s", "15s", "250ms")


async def test_an_errors_text_holds_none_of_the_values_that_were_sent(engine: AsyncEngine) -> None:
    """It goes to the logs, where no figure stands."""
    with pytest.raises(DBAPIError) as failure:
        async with writing(engine, TENANCY) as tx:
            await tx.execute(text("SELECT nonsense FROM (SELECT :figure)"), figure="canary-7731")

    assert "canary" not in str(failure.value)
