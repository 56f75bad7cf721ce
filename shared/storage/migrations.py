"""How every service's Alembic environment runs: as the owner, online, one at a time.

Tables name no schema. The owner's `search_path` is its service's schema alone, so that is where
Alembic creates, and where it compares.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import Any, Final

from alembic import context
from sqlalchemy import Connection, MetaData, Table, event, pool, text
from sqlalchemy.ext.asyncio import create_async_engine

_LOCK_TIMEOUT: Final = "3s"
"""A migration that waits longer for a table blocks everyone behind it: it gives up instead."""

_VERSIONS: Final = "alembic_version"


def run_migrations(service: str, metadata: MetaData | None) -> None:
    """Do what Alembic was asked to with the tables of *service*, which are those of *metadata*.

    The address is `QD_<SERVICE>_OWNER_DATABASE_URL`, or is handed over by whoever runs Alembic
    as a program (attribute `url` of its configuration).

    Raises:
        RuntimeError: If Alembic should only print SQL, no address is given, or the login's
            `search_path` isn't the service's schema.
    """
    if context.is_offline_mode():
        raise RuntimeError("Migrations run on a database, under a lock; they can't be printed.")
    setting = f"QD_{service.upper()}_OWNER_DATABASE_URL"
    url = context.config.attributes.get("url") or os.environ.get(setting)
    if not url:
        raise RuntimeError(f"Set {setting} to the database's address for qd_{service}_owner.")
    asyncio.run(_on(url, lambda connection: _run(connection, service, metadata or MetaData())))


async def _on(url: str, work: Callable[[Connection], None]) -> None:
    engine = create_async_engine(url, poolclass=pool.NullPool)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(work)
            await connection.commit()
    finally:
        await engine.dispose()


def _run(connection: Connection, service: str, metadata: MetaData) -> None:
    schema = connection.scalar(text("SELECT current_schema()"))
    if schema != service:
        raise RuntimeError(f"This login creates in the schema {schema}, not in {service}.")
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"migrate:{service}"}
    )
    connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
    context.configure(
        connection=connection,
        target_metadata=metadata,
        version_table=_VERSIONS,
        include_name=_is_compared,
        include_object=_is_a_table,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction(), distributing(connection, metadata):
        context.run_migrations()
    _close_versions(connection, service)


def _is_compared(name: str | None, kind: str, _parents: Any) -> bool:
    return not (kind == "table" and name == _VERSIONS)


def _is_a_table(item: Any, _name: Any, kind: str, _reflected: Any, _other: Any) -> bool:
    """Leave out views, for which Alembic would create tables."""
    return not (kind == "table" and item.info.get("is_view"))


def _close_versions(connection: Connection, service: str) -> None:
    """Keep the runtime from writing which revision the tables are at."""
    connection.execute(
        text(
            f"""
            DO $$ BEGIN
                IF to_regclass('{_VERSIONS}') IS NOT NULL
                    AND to_regrole('qd_{service}_runtime') IS NOT NULL
                THEN
                    REVOKE INSERT ON {_VERSIONS} FROM qd_{service}_runtime;
                END IF;
            END $$
            """
        )
    )


class distributing:  # noqa: N801 - a context manager that reads as a verb
    """Spread each table over the cluster as it is created, where Citus is there to do it.

    What a table is stands in its `info`, in the migration or else in the code:
    `{"citus": "reference"}`, `{"citus": ("distributed", "body")}` or `{"citus": "local"}`.
    The order is that of the migration: references first, then parents.
    """

    def __init__(self, connection: Connection, metadata: MetaData) -> None:
        self._connection = connection
        self._kinds = {table.name: table.info.get("citus") for table in metadata.tables.values()}
        self._listens = False

    def __enter__(self) -> None:
        there = text("SELECT to_regproc('create_distributed_table') IS NOT NULL")
        if self._connection.scalar(there):
            for setting in (
                "citus.enable_local_reference_table_foreign_keys = off",
                "citus.multi_shard_modify_mode = 'sequential'",
            ):
                self._connection.execute(text(f"SET LOCAL {setting}"))
            event.listen(Table, "after_create", self._spread)
            self._listens = True

    def __exit__(self, *_: object) -> None:
        if self._listens:
            event.remove(Table, "after_create", self._spread)

    def _spread(self, table: Table, connection: Connection, **_: object) -> None:
        match table.info.get("citus") or self._kinds.get(table.name):
            case "reference":
                call = text("SELECT create_reference_table(:table)")
                connection.execute(call, {"table": table.name})
            case ("distributed", column):
                call = text("SELECT create_distributed_table(:table, :column)")
                connection.execute(call, {"table": table.name, "column": column})
            case _:
                return
