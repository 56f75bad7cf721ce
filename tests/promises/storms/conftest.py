"""One suite for all storms: each finds it well, and leaves it so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest

from tests.deploy.conftest import free_port, open_folder
from tests.promises.storms.ground import Ground, stormy, until

__all__ = ["free_port"]


@pytest.fixture(scope="session")
async def whole_ground(free_port: Callable[[], int]) -> AsyncIterator[Ground]:
    """A suite on a server of its own."""
    with open_folder() as folder:
        async with stormy(folder, free_port()) as ground:
            yield ground


@pytest.fixture
async def ground(whole_ground: Ground) -> Ground:
    """The suite, once it answers."""
    await until(whole_ground.answers)
    return whole_ground
