"""What the tests of the shared layers may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.storage.engine import new_engine
from tests.database import Database
from tests.shared import desk as house


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[house.Desk]:
    """A small service with all the real layers, on a database of the test's own."""
    async with house.opened(database) as opened:
        yield opened


@pytest.fixture
async def engine(database: Database) -> AsyncIterator[AsyncEngine]:
    """The pool of the KPI service's runtime role; two connections, so that none can be lost."""
    made = new_engine(database.url("kpi"), application="tests", pool_size=2)
    yield made
    await made.dispose()
