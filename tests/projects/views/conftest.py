"""Plans that views are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.projects.planning import Planning
from tests.projects.seeds import keep_seed_001

if TYPE_CHECKING:
    from tests.suite import Suite


@pytest.fixture
async def own(shared_suite: Suite) -> Planning:
    """A plan of a body that has no other, with two items in it."""
    planning = Planning(shared_suite)
    planning = Planning(shared_suite, body=f"body-{planning.plan}", plan=planning.plan)
    await planning.prepare()
    return planning


@pytest.fixture(scope="session")
async def seed(shared_suite: Suite) -> Planning:
    """Seed 001's plan, with the positions of its quarter."""
    planning = Planning(shared_suite, body="E07000111", plan="improvement")
    await keep_seed_001(planning)
    return planning
