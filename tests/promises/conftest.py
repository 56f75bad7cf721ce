"""One prepared world for all promises: it is only added to, and each test finds its own thing.

And one street, for the promises that need real sockets and processes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.database import cloned, server
from tests.promises import street as outside
from tests.promises.street import Street
from tests.promises.world import World, prepared

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture(scope="session")
async def world() -> AsyncIterator[World]:
    async with cloned(server()) as database, prepared(database) as world:
        yield world


@pytest.fixture(scope="session")
async def street() -> AsyncIterator[Street]:
    async with outside.opened() as opened:
        yield opened
