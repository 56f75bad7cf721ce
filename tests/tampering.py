"""Changing something behind everybody's back, as whoever owns the database can."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.suite import Suite


async def change(suite: Suite, table: str, what: str, of: str) -> None:
    """Change rows directly in the database, of a `schema.table`."""
    admin = await suite.database.admin.connect()
    done = await admin.execute(f"UPDATE {table} SET {what} WHERE {of}")
    await admin.close()
    assert done != "UPDATE 0"


@asynccontextmanager
async def changed(suite: Suite, table: str, column: str, to: str, of: str) -> AsyncIterator[None]:
    """Change the cell of one row directly in the database, for as long as the block lasts."""
    admin = await suite.database.admin.connect()
    [(kept, kind)] = await admin.fetch(
        f"SELECT {column}::text, pg_typeof({column})::text FROM {table} WHERE {of}"
    )
    last = await admin.fetchval(f"UPDATE {table} SET {column} = {to} WHERE {of} RETURNING ctid")
    again = f"UPDATE {table} SET {column} = $1::text::{kind} WHERE ctid = $2"
    yield
    assert await admin.execute(again, kept, last) == "UPDATE 1"
    await admin.close()
