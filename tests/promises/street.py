"""A suite as an operator runs it, each service in a process of its own behind a real port.

For what only bytes and processes show: framing, memory, and tools that call by themselves.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx

from deploy.services import SERVICES
from tests.database import cloned, server
from tests.deploy.watching import suite, until
from tests.ports import free_port
from tests.promises.world import World, furnished
from tests.suite import Suite

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.deploy.watching import Suite as Running

GROUP: Final = "street"
"""The tests of the street run on one worker, so that it is opened once."""

_PATIENCE_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Street:
    """A suite that runs, and the world in it, whose callers come over the network."""

    running: Running
    world: World

    @property
    def url(self) -> str:
        """The gateway's address."""
        return f"http://127.0.0.1:{self.running.port}"

    def resident(self, service: str) -> int:
        """Return how many bytes of memory a service's process holds just now."""
        return _bytes_of(self.running.pids()[service], "VmRSS")

    def resident_at_most(self, service: str) -> int:
        """Return how many bytes it has held at most, since it was last `forget_peaks`."""
        return _bytes_of(self.running.pids()[service], "VmHWM")

    def forget_peaks(self) -> None:
        """Let each service's peak begin anew from what it holds now."""
        for service in SERVICES:
            Path(f"/proc/{self.running.pids()[service]}/clear_refs").write_text("5")


@asynccontextmanager
async def opened() -> AsyncIterator[Street]:
    """Run a suite on a database of its own, furnished as every promise's world is."""
    folder = _new_folder()
    try:
        async with cloned(server()) as database:
            told = {"DATABASE_URL": database.admin.url}
            with suite(folder / "data", free_port(), "--no-demo", environment=told) as running:
                keys = running.data / "demo-keys.json"
                assert until(keys.exists), running.said()
                assert until(lambda: running.get("/readyz") == 200), running.said()
                admin = {"Authorization": f"Bearer {json.loads(keys.read_text())['admin']}"}
                async with httpx.AsyncClient(
                    base_url=f"http://127.0.0.1:{running.port}", timeout=_PATIENCE_S
                ) as http:
                    yield Street(running, await furnished(Suite(http, database, admin)))
    finally:
        shutil.rmtree(folder)


def _new_folder() -> Path:
    """Make a folder that every user can pass."""
    folder = Path(tempfile.mkdtemp(prefix="qd-street-"))
    folder.chmod(0o755)
    return folder


def _bytes_of(process: int, name: str) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024
