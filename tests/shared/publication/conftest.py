"""What the tests of publication may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.storage.public import Public
from tests.database import Database
from tests.shared.publication.press import Press


@pytest.fixture
async def press(engine: AsyncEngine, database: Database) -> AsyncIterator[Press]:
    """A press on a database of the test's own."""
    public = Public(database.url("kpi", "public"), application="tests", pool_size=3)
    yield Press(engine, public, database)
    await public.close()
