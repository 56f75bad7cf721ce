"""What the tests of plans may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.database import cloned, server
from tests.projects.plan import PlanUnderTest
from tests.projects.planning import Planning
from tests.suite import Suite, opened


@pytest.fixture(scope="session")
async def shared_suite() -> AsyncIterator[Suite]:
    """One suite for all tests of plans: each has a plan of its own."""
    async with cloned(server()) as database, opened(database) as suite:
        yield suite


@pytest.fixture
async def plan(shared_suite: Suite) -> PlanUnderTest:
    """A plan that has no items yet."""
    plan = PlanUnderTest(shared_suite)
    await plan.keep_plan()
    return plan


@pytest.fixture
async def planning(shared_suite: Suite) -> Planning:
    """A plan of 2012-13 with two items in it, of which nothing is said."""
    planning = Planning(shared_suite)
    await planning.prepare()
    return planning
