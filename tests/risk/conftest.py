"""What the tests of risks may ask for."""

from __future__ import annotations

import pytest

from tests.risk.register import Register
from tests.suite import Suite


@pytest.fixture
async def register(suite: Suite) -> Register:
    """A register with one risk in it, that nobody has assessed or reviewed."""
    register = Register(suite)
    await register.prepare()
    return register
