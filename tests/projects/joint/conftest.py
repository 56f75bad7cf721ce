"""What the tests of joint working may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.projects.plan import PlanUnderTest

if TYPE_CHECKING:
    from tests.suite import Suite


@pytest.fixture
async def plan(shared_suite: Suite) -> PlanUnderTest:
    """A plan of several councils, with nothing in it yet."""
    plan = PlanUnderTest(shared_suite, body="essex-partnership")
    await plan.keep_plan(shape="joint_working")
    return plan
