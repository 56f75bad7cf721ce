"""A real suite with the demo in it, for all tests that look at what came of it.

The loader is killed again and again while it writes the releases, and started anew until nothing is
left to do: `QD_FULL=1` kills it after each write, which takes a minute.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.database import Database, cloned, server
from tests.demo.running import load_working, release_again_and_again
from tests.gateway.door.gate import served
from tests.suite import Suite, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture(scope="package")
async def database_of_all() -> AsyncIterator[Database]:
    """A database for all tests that are of the demo: loading takes seconds."""
    async with cloned(server()) as made:
        yield made


@pytest.fixture(scope="package")
async def loaded(
    database_of_all: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Suite, str, Path]]:
    """The suite with the demo in it, where it listens, and the file of its keys."""
    async with AsyncExitStack() as stack:
        suite = await stack.enter_async_context(opened(database_of_all))
        transport = suite.http._transport
        assert isinstance(transport, httpx.ASGITransport)
        url = await stack.enter_async_context(served(transport.app))
        keys = tmp_path_factory.mktemp("demo") / "demo-keys.json"
        admin = suite.admin["Authorization"].removeprefix("Bearer ")
        keys.write_text(json.dumps({"admin": admin}), encoding="utf-8")
        await asyncio.to_thread(load_working, url, keys)
        await asyncio.to_thread(release_again_and_again, url, keys)
        yield suite, url, keys
