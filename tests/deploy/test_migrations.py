"""Histories: read without Alembic, refused when newer than the code, run under a lock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import asyncpg
import pytest
from sqlalchemy import Column, Connection, MetaData, Table, Text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from deploy.checks.catalogue import catalogue_faults
from deploy.local.cannot import CannotStart
from deploy.local.migrations import needs_migrating, read_history, versions_of
from deploy.services import ROOT, SERVICES
from shared.storage.migrations import distributing
from tests.database import Database


def revision(folder: Path, name: str, after: object) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(f"revision: str = {name!r}\ndown_revision = {after!r}\n")


def test_the_head_is_what_nothing_follows(tmp_path: Path) -> None:
    revision(tmp_path, "0001", None)
    revision(tmp_path, "0002", "0001")
    revision(tmp_path, "0003", "0002")

    assert read_history(tmp_path).heads == {"0003"}
    assert read_history(tmp_path).revisions == {"0001", "0002", "0003"}


def test_branches_have_a_head_each_until_they_are_merged(tmp_path: Path) -> None:
    for name, after in (("a", None), ("b", "a"), ("c", "a")):
        revision(tmp_path, name, after)
    assert read_history(tmp_path).heads == {"b", "c"}

    revision(tmp_path, "d", ("b", "c"))
    assert read_history(tmp_path).heads == {"d"}


def test_a_service_without_revisions_has_no_head(tmp_path: Path) -> None:
    assert read_history(tmp_path / "versions").heads == frozenset()


@pytest.mark.parametrize("service", SERVICES)
async def test_the_tests_database_is_at_its_head(database: Database, service: str) -> None:
    assert not await needs_migrating(service, database.address(service, "owner"))
    assert len(read_history(versions_of(service)).heads) <= 1


async def test_a_database_newer_than_the_code_is_refused(database: Database) -> None:
    owner = await database.address("kpi", "owner").connect()
    await owner.execute("CREATE TABLE IF NOT EXISTS alembic_version (version_num text PRIMARY KEY)")
    await owner.execute("DELETE FROM alembic_version")
    await owner.execute("INSERT INTO alembic_version VALUES ('from_the_future')")
    await owner.close()

    with pytest.raises(CannotStart, match=r"newer than this Quarterday.*kpi.*from_the_future"):
        await needs_migrating("kpi", database.address("kpi", "owner"))


async def test_the_runtime_reads_its_revision_and_cannot_change_it(database: Database) -> None:
    runtime = await database.address("kpi").connect()
    assert await runtime.fetchval("SELECT count(*) FROM alembic_version") == 1
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await runtime.execute("UPDATE alembic_version SET version_num = 'x'")
    await runtime.close()


def test_alembic_runs_by_hand_with_the_owners_address(database: Database) -> None:
    done = _alembic("kpi", "current", url=database.url("kpi", "owner"))

    assert done.returncode == 0, done.stderr
    (head,) = read_history(versions_of("kpi")).heads
    assert head in done.stdout


@pytest.mark.parametrize(
    ("kind", "arguments", "said"),
    [
        (None, ["current"], "QD_KPI_OWNER_DATABASE_URL"),
        ("owner", ["upgrade", "head", "--sql"], "can't be printed"),
        ("stranger", ["current"], "creates in the schema risk, not in kpi"),
    ],
)
def test_alembic_by_hand_says_what_it_lacks(
    database: Database, kind: str | None, arguments: list[str], said: str
) -> None:
    urls = {"owner": database.url("kpi", "owner"), "stranger": database.url("risk", "owner")}
    done = _alembic("kpi", *arguments, url=urls[kind] if kind else None)

    assert done.returncode != 0
    assert said in done.stderr


def _alembic(service: str, *arguments: str, url: str | None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin"} | ({"QD_KPI_OWNER_DATABASE_URL": url} if url else {})
    return subprocess.run(
        [sys.executable, "-m", "alembic", "-n", service, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


STAND_IN = """
    CREATE TABLE calls (n int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, said text);
    CREATE FUNCTION create_reference_table(name text) RETURNS void LANGUAGE sql
        AS $$ INSERT INTO calls (said) VALUES (name || ' everywhere') $$;
    CREATE FUNCTION create_distributed_table(name text, by text) RETURNS void LANGUAGE sql
        AS $$ INSERT INTO calls (said) VALUES (name || ' by ' || by) $$;
"""


def _tables() -> MetaData:
    tables = MetaData()
    kinds = {"reference": "code", ("distributed", "body"): "body", "local": "client"}
    for number, (kind, column) in enumerate(kinds.items()):
        key = Column(column, Text, primary_key=True)
        Table(f"trial_{number}", tables, key, info={"citus": kind})
    return tables


async def _make(database: Database, tables: MetaData) -> None:
    def make(connection: Connection) -> None:
        with distributing(connection, tables):
            for name, table in tables.tables.items():
                # As in a migration, which states the columns and no info.
                (column,) = table.columns
                Table(name, MetaData(), Column(column.name, Text)).create(connection)

    engine = create_async_engine(database.url("kpi", "owner"), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(make)
    await engine.dispose()


async def test_new_tables_are_spread_where_a_cluster_is(database: Database) -> None:
    """The cluster's two functions are stood in for by two that write down their calls."""
    owner = await database.address("kpi", "owner").connect()
    await owner.execute(STAND_IN)

    await _make(database, _tables())

    rows = await owner.fetch("SELECT said FROM calls ORDER BY n")
    assert [row["said"] for row in rows] == ["trial_0 everywhere", "trial_1 by body"]
    await owner.close()


async def test_nothing_is_spread_on_one_server(database: Database) -> None:
    await _make(database, _tables())

    owner = await database.address("kpi", "owner").connect()
    made = "SELECT count(*) FROM pg_tables WHERE schemaname = 'kpi' AND tablename LIKE 'trial_%'"
    assert await owner.fetchval(made) == 3
    await owner.close()


async def test_what_no_table_may_have_is_found_in_the_catalogue(database: Database) -> None:
    owner = await database.address("kpi", "owner").connect()
    await owner.execute(
        dedent("""
            CREATE TYPE trial_rag AS ENUM ('red');
            CREATE TABLE trial_keyless (body text);
            CREATE TABLE trial (n int GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
            CREATE FUNCTION trial_fires() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RETURN NEW; END $$;
            CREATE TRIGGER trial_trigger BEFORE INSERT ON trial EXECUTE FUNCTION trial_fires();
        """)
    )

    assert await catalogue_faults(owner, ["kpi"]) == [
        "kpi.trial has the trigger trial_trigger",
        "kpi.trial_keyless has no primary key",
        "kpi.trial_n_seq is a sequence",
        "kpi.trial_rag is a native enum",
    ]
    await owner.close()
