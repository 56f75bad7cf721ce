"""What each database role may do to the tables, whatever its policies say."""

from __future__ import annotations

import asyncpg
import pytest

from deploy.services import SERVICES
from services.kpi.schema import SCHEMA
from tests.database import Database

TABLES = {table.name: table.columns.keys()[0] for table in SCHEMA.sorted_tables}
"""Each table, and its first column."""

PUBLISHED = {
    "published_releases": "*",
    "release_endings": "*",
    "cancellation_marks": "mark",
    "frozen_documents": "*",
    "frozen_rows": "*",
}
"""All that the public role may look into, and which columns of it."""

MOVED_IN_PLACE = {"chain_heads", "idempotency_keys", "outbox_ends", "outbox_deliveries"}
FORGET = "DELETE FROM idempotency_keys"
KEYS = """
    INSERT INTO kpi.idempotency_keys (client, key, fingerprint, expires_at) VALUES
        ('ledger', 'expired', 'f', now() - interval '1 second'),
        ('ledger', 'kept', 'f', now() + interval '1 hour'),
        ('stranger', 'expired', 'f', now() - interval '1 day')
"""


async def test_the_runtime_deletes_from_no_table(database: Database) -> None:
    runtime = await database.address("kpi").connect()
    for table in TABLES:
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await runtime.execute(statement)
    await runtime.close()


async def test_the_runtime_changes_no_version_and_no_audit_entry(database: Database) -> None:
    runtime = await database.address("kpi").connect()
    for table in TABLES.keys() - MOVED_IN_PLACE:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await runtime.execute(f"UPDATE {table} SET {TABLES[table]} = {TABLES[table]}")
    await runtime.close()


@pytest.mark.parametrize("service", SERVICES)
async def test_the_public_role_reads_published_tables_and_no_other(
    database: Database, service: str
) -> None:
    """Shown by trying every table there is, and every column of it."""
    admin = await database.admin.connect()
    names = await admin.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1", service)
    await admin.close()
    assert names  # each service has its journal at least
    public = await database.address(service, "public").connect()
    for [name] in names:
        if name in PUBLISHED:
            assert await public.fetch(f"SELECT {PUBLISHED[name]} FROM {name}") == []
            if PUBLISHED[name] != "*":
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await public.fetch(f"SELECT * FROM {name}")
            continue
        for asked in ("1", "*", "count(*)"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await public.fetch(f"SELECT {asked} FROM {name}")
    await public.close()


async def test_the_public_role_writes_nothing_at_all(database: Database) -> None:
    public = await database.address("kpi", "public").connect()
    for table, column in TABLES.items():
        for statement in (
            f"INSERT INTO {table} DEFAULT VALUES",
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"SELECT 1 FROM {table} FOR UPDATE",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await public.execute(statement)
    await public.close()


@pytest.mark.parametrize("service", SERVICES)
async def test_every_table_with_a_body_or_a_client_is_shut_to_its_owner_too(
    database: Database, service: str
) -> None:
    """A table with a `body` or a text `client` is a tenant's or a client's.

    Without FORCE its owner would pass every policy. The gateway's identity tables name clients by
    uuid: they are looked up before anyone is known.
    """
    admin = await database.admin.connect()
    open_tables = await admin.fetch(
        """
        SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = to_regnamespace($1) AND c.relkind = 'r'
            AND (a.attname = 'body' OR a.attname = 'client' AND a.atttypid = 'text'::regtype)
            AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
        """,
        service,
    )
    await admin.close()

    assert [row["relname"] for row in open_tables] == []


async def test_the_owner_forgets_expired_idempotency_keys_and_no_others(
    database: Database,
) -> None:
    admin = await database.admin.connect()
    await admin.execute(KEYS)
    owner = await database.address("kpi", "owner").connect()

    assert await owner.execute(FORGET) == "DELETE 2"

    await owner.close()
    left = await admin.fetch("SELECT client, key FROM kpi.idempotency_keys")
    await admin.close()
    assert [tuple(row) for row in left] == [("ledger", "kept")]


async def test_the_owner_deletes_nothing_else(database: Database) -> None:
    """It owns the tables, but no policy lets it see or delete a tenant's row."""
    admin = await database.admin.connect()
    await admin.execute(
        """
        INSERT INTO kpi.chain_heads VALUES ('E07000132', 0, 'x', now());
        INSERT INTO kpi.audit_entries
            VALUES ('E07000132', 1, now(), 'a', 's', 'c', 'h', 'x', '{}', 'p', 'h');
        INSERT INTO kpi.figure_versions
            (body, indicator, period, recorded_at, status, submission)
            VALUES ('E07000132', 'i', '2019-20-M01', now(), 'final', gen_random_uuid());
        """
    )
    owner = await database.address("kpi", "owner").connect()

    for table in ("audit_entries", "figure_versions", "chain_heads"):
        assert await owner.execute(f"DELETE FROM {table}") == "DELETE 0"
        assert await admin.fetchval(f"SELECT count(*) FROM kpi.{table}") == 1

    await owner.close()
    await admin.close()
