"""A suite for each module, and in it a desk of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import count

import pytest

from tests import suite as house
from tests.database import cloned, server
from tests.risk.views.desk import BODIES, Desk
from tests.suite import Suite


@pytest.fixture(scope="module")
async def office() -> AsyncIterator[tuple[Suite, count[int]]]:
    """The suite, and the number of the next body in it."""
    async with cloned(server()) as database, house.opened(database) as suite:
        yield suite, count()


@pytest.fixture
async def desk(office: tuple[Suite, count[int]]) -> Desk:
    """A desk with one register of the usual five by five."""
    suite, numbers = office
    made = Desk(suite, BODIES[next(numbers)])
    await made.register()
    return made
