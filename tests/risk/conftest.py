"""What the tests of risks may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.database import cloned, server
from tests.risk.desk import Desk
from tests.risk.register import Register
from tests.suite import Suite, opened


@pytest.fixture(scope="session")
async def shared_suite() -> AsyncIterator[Suite]:
    """One suite for all tests of risks: each has a register and risks of its own."""
    async with cloned(server()) as database, opened(database) as suite:
        yield suite


@pytest.fixture
async def register(shared_suite: Suite) -> Register:
    """A register with one risk in it, that nobody has assessed or reviewed."""
    register = Register(shared_suite)
    await register.prepare()
    return register


@pytest.fixture
async def desk(suite: Suite) -> Desk:
    """A desk with an operational register on the usual matrix."""
    desk = Desk(suite)
    await desk.keep_register()
    return desk
