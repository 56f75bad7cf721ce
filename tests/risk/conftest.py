"""Who works on the risks of a council."""

from __future__ import annotations

import pytest

from tests.risk.desk import Desk
from tests.suite import Suite


@pytest.fixture
async def desk(suite: Suite) -> Desk:
    """A desk with an operational register on the usual matrix."""
    desk = Desk(suite)
    await desk.keep_register()
    return desk
