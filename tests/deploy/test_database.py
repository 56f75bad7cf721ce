"""The tests' own database, on which all others rely, and the roles that every service gets."""

from __future__ import annotations

import asyncpg
import pytest

from deploy.services import ROLES, SERVICES
from tests.database import Database

KINDS = [(service, kind) for service in SERVICES for kind in ROLES]


@pytest.mark.parametrize(("service", "kind"), KINDS)
async def test_a_role_sees_its_own_schema_first(
    database: Database, service: str, kind: str
) -> None:
    connection = await database.address(service, kind).connect()
    try:
        assert await connection.fetchval("SELECT current_schema()") == service
    finally:
        await connection.close()


async def test_only_the_owner_creates_tables(database: Database) -> None:
    for kind in ("runtime", "public"):
        connection = await database.address("kpi", kind).connect()
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE TABLE mine (body text)")
        await connection.close()


async def test_the_runtime_appends_and_changes_nothing(database: Database) -> None:
    owner = await database.address("kpi", "owner").connect()
    await owner.execute("CREATE TABLE notes (body text PRIMARY KEY, said text)")
    await owner.close()

    runtime = await database.address("kpi").connect()
    try:
        await runtime.execute("INSERT INTO notes VALUES ('E07000132', 'a')")
        assert await runtime.fetchval("SELECT said FROM notes") == "a"
        for refused in (
            "UPDATE notes SET said = 'b'",
            "DELETE FROM notes",
            "TRUNCATE notes",
            "DROP TABLE notes",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await runtime.execute(refused)
    finally:
        await runtime.close()


async def test_the_public_role_reads_nothing_unless_granted(database: Database) -> None:
    owner = await database.address("kpi", "owner").connect()
    await owner.execute("CREATE TABLE drafts (body text PRIMARY KEY)")
    await owner.close()

    public = await database.address("kpi", "public").connect()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await public.fetch("SELECT * FROM drafts")
    await public.close()


async def test_no_role_enters_another_services_schema(database: Database) -> None:
    owner = await database.address("kpi", "owner").connect()
    await owner.execute("CREATE TABLE secrets (body text PRIMARY KEY)")
    await owner.close()

    for service, kind in KINDS:
        if service != "kpi":
            stranger = await database.address(service, kind).connect()
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await stranger.fetch("SELECT * FROM kpi.secrets")
            await stranger.close()


async def test_the_runtime_may_stage_rows_in_a_temporary_table(database: Database) -> None:
    runtime = await database.address("kpi").connect()
    await runtime.execute("CREATE TEMPORARY TABLE staged (n int)")
    await runtime.copy_records_to_table("staged", records=[(1,), (2,)])
    assert await runtime.fetchval("SELECT sum(n) FROM staged") == 3
    await runtime.close()


async def test_two_databases_share_nothing(database: Database) -> None:
    owner = await database.address("kpi", "owner").connect()
    await owner.execute("CREATE TABLE only_here (body text PRIMARY KEY)")
    await owner.close()

    source = await database.admin.to("quarterday").connect()
    assert await source.fetchval("SELECT to_regclass('kpi.only_here')") is None
    await source.close()
