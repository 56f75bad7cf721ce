"""`Public`: connects when asked, holds no one up for ever, and gets over a lost connection."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from shared.refusals import Unavailable
from shared.storage import public as module
from shared.storage.failures import refusal_of
from shared.storage.public import Public
from tests.database import LOST, Database

CUT_OFF = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE application_name = 'reader' AND datname = current_database()"
)


def public_of(database: Database, *, pool_size: int = 1) -> Public:
    return Public(database.url("kpi", "public"), application="reader", pool_size=pool_size)


async def test_it_reads_as_the_public_role_and_never_writes(database: Database) -> None:
    public = public_of(database)
    who = await public.row(
        "SELECT current_user::text AS name,"
        " current_setting('default_transaction_read_only') AS read_only"
    )
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await public.rows("SELECT body FROM figure_versions")
    await public.close()

    assert tuple(who) == ("qd_kpi_public", "on")


async def test_whoever_finds_no_connection_is_told_to_come_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = public_of(database)
    await public.row("SELECT 1")  # connecting has its own time
    monkeypatch.setattr(module, "_WAIT_FOR_CONNECTION_S", 0.2)
    sleeping = asyncio.create_task(public.row("SELECT pg_sleep(1)"))
    await asyncio.sleep(0.1)

    with pytest.raises(Unavailable):
        await public.row("SELECT 1")

    await sleeping
    await public.close()


async def test_a_reader_that_leaves_takes_no_connection_with_it(database: Database) -> None:
    public = public_of(database)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await public.row("SELECT pg_sleep(60)")

    assert (await public.row("SELECT 1 AS one"))["one"] == 1
    await public.close()


async def test_a_lost_connection_is_replaced(database: Database) -> None:
    public = public_of(database)
    await public.row("SELECT 1")
    admin = await database.admin.connect()
    assert await admin.fetchval(CUT_OFF) == 1
    await admin.close()
    try:
        found = await public.row("SELECT 1 AS one")
    except LOST as error:
        assert isinstance(refusal_of(error), Unavailable)  # noqa: PT017 - it need not be raised
        found = await public.row("SELECT 1 AS one")
    await public.close()

    assert found["one"] == 1
