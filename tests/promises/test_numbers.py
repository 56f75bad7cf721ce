"""No table keeps what is no number, whoever writes to it: PostgreSQL has numerics that are none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import asyncpg
import pytest
from sqlalchemy import Numeric
from sqlalchemy.dialects.postgresql import ARRAY

from tests.database import cloned, server
from tests.promises.shut import TABLES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy import Column

    from tests.promises.shut import Shut


def _numbers(column: Column[Any]) -> bool:
    within = column.type.item_type if isinstance(column.type, ARRAY) else column.type
    return isinstance(within, Numeric)


COLUMNS: Final = [(t, c) for t in TABLES for c in t.table.columns if _numbers(c)]


@pytest.fixture(scope="module")
async def admin() -> AsyncIterator[asyncpg.Connection]:
    """The superuser, who may write anything that the tables take."""
    async with cloned(server()) as database:
        connection = await database.admin.connect()
        yield connection
        await connection.close()


@pytest.mark.parametrize("none", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize(("shut", "column"), COLUMNS, ids=[f"{t}.{c.name}" for t, c in COLUMNS])
async def test_a_column_of_numbers_takes_numbers_alone(
    admin: asyncpg.Connection, shut: Shut, column: Column[Any], none: str
) -> None:
    """Of a row that says nothing else, its checks refuse this: what is unknown they let pass."""
    checks = await admin.fetch(
        "SELECT pg_get_expr(conbin, conrelid) AS check FROM pg_constraint"
        " WHERE contype = 'c' AND conrelid = $1::regclass",
        shut.name,
    )
    together = " AND ".join(f"({row['check']})" for row in checks) or "true"
    value = [1] * 11 + [none] if isinstance(column.type, ARRAY) else none
    holds = await admin.fetchval(
        f"SELECT {together} FROM jsonb_populate_record(NULL::{shut.name}, $1::jsonb)",
        json.dumps({column.name: value}),
    )

    assert holds is False
