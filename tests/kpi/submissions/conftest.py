"""One suite for all that is done at desks: each desk has an indicator of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.database import cloned, server
from tests.kpi.submissions import desk as desks
from tests.suite import Suite, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.kpi.submissions.desk import Desk


@pytest.fixture(scope="session")
async def house() -> AsyncIterator[Suite]:
    async with cloned(server()) as database, opened(database) as suite:
        yield suite


@pytest.fixture
async def desk(house: Suite) -> Desk:
    return await desks.opened(house)
