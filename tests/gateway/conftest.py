"""A gateway with a database of its own, and echoes or servers in the place of the services."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest

from tests.gateway.door.gate import Handler, RawServed, Served, served
from tests.gateway.house import House, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.database import Database


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with opened(database) as house:
        yield house


@pytest.fixture
async def open_until_the_end() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as stack:
        yield stack


@pytest.fixture
def serve(open_until_the_end: AsyncExitStack) -> Served:
    """Serve an ASGI app by uvicorn; return its address."""
    return lambda app: open_until_the_end.enter_async_context(served(app))


@pytest.fixture
def serve_raw(open_until_the_end: AsyncExitStack) -> RawServed:
    """Serve connections byte by byte; return the address."""

    async def serve_raw(handle: Handler) -> str:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        await open_until_the_end.enter_async_context(server)
        return f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    return serve_raw
