"""What the tests of money and staff may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.database import cloned, server
from tests.projects.plan import PlanUnderTest
from tests.suite import Suite, opened


@pytest.fixture(scope="session")
async def shared_suite() -> AsyncIterator[Suite]:
    """One suite for all tests of the room: each has a plan of its own."""
    async with cloned(server()) as database, opened(database) as suite:
        yield suite


@pytest.fixture
async def plan(shared_suite: Suite) -> PlanUnderTest:
    """A plan with nothing in it yet."""
    plan = PlanUnderTest(shared_suite)
    await plan.keep_plan()
    return plan
