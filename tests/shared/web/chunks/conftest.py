"""A pool for a request and its chunks, and what stands in the database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.storage.engine import new_engine
from tests.database import Database


@pytest.fixture
async def pool(database: Database) -> AsyncIterator[AsyncEngine]:
    """Connections for the request and for two chunks, none to spare."""
    made = new_engine(database.url("kpi"), application="tests", pool_size=3)
    yield made
    assert made.pool.checkedout() == 0  # type: ignore[attr-defined]  # of its kind of pool
    await made.dispose()


@pytest.fixture
async def asked(database: Database) -> AsyncIterator[Callable[[str], Awaitable[Any]]]:
    """Ask the database as the superuser, whom no policy binds."""
    admin: asyncpg.Connection[Any] = await database.admin.connect()
    yield admin.fetchval
    await admin.close()
