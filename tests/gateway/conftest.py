"""A gateway with a database of its own, and echoes in the place of the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.gateway.house import House, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.database import Database


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with opened(database) as house:
        yield house
