"""What the storms break over: the suite in its own processes, on a PostgreSQL that can be hurt.

The server is the operator's own, as `DATABASE_URL` names one: so nobody but the test starts it
again, and the supervisor has services alone to look after.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import ssl
import time
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import httpx

from deploy.local.binaries import find_binaries
from deploy.local.home import find_home
from deploy.local.postgres import Postgres
from deploy.local.preparing import make_database
from deploy.local.processes import ended
from shared.councils.reference import all_councils
from shared.deadlines import GATEWAY
from tests.deploy.watching import Suite, suite
from tests.suite import indicator

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

CLIENT: Final = GATEWAY + 5
"""Seconds that a client of ours waits for an answer: longer than anybody behind it."""

POOL: Final = 10
"""Connections of a service's pool, unless its settings say otherwise."""

FIGURES: Final = "kpi.figure_versions"
INDICATORS: Final = tuple(f"storm-{number}" for number in range(1, 6))
_KPIS: Final = "application_name = 'quarterday-kpi'"
_BUSY: Final = "application_name LIKE 'quarterday-%' AND state <> 'idle'"
_MOST_BODIES: Final = 40
_PATIENCE: Final = 60.0
_TLS: Final = ssl.create_default_context()  # made once: each would take its while, and none is used


@dataclass
class Ground:
    """A suite that runs, and the server below it.

    Attributes:
        key: The headers of a client that may read and submit figures of `bodies`.
    """

    suite: Suite
    postgres: Postgres
    admin: dict[str, str]
    bodies: tuple[str, ...]
    key: dict[str, str] = field(default_factory=dict)

    def caller(self, **more: Any) -> httpx.AsyncClient:
        """Return an HTTP client that shows the key, with connections of its own."""
        options: dict[str, Any] = {"headers": self.key, "timeout": CLIENT} | more
        base = f"http://127.0.0.1:{self.suite.port}"
        return httpx.AsyncClient(base_url=base, verify=_TLS, trust_env=False, **options)

    def faults(self) -> str:
        """Return what the services said of errors that nobody foresaw, the newest last."""
        lines = [line for line in self.suite.said().splitlines() if '"exception"' in line]
        return "\n".join(lines[-3:])

    async def asked(self, question: str, *values: Any) -> list[Any]:
        """Return what the superuser, whom no policy binds, is answered."""
        connection = await self.postgres.address.connect()
        try:
            return list(await connection.fetch(question, *values))
        finally:
            await connection.close()

    async def connections(self) -> int:
        """Return how many connections kpi holds."""
        [found] = await self.asked(f"SELECT count(*) FROM pg_stat_activity WHERE {_KPIS}")
        return int(found[0])

    async def running(self) -> int:
        """Return how many connections of all services are amid something."""
        [found] = await self.asked(f"SELECT count(*) FROM pg_stat_activity WHERE {_BUSY}")
        return int(found[0])

    async def fill_pool(self) -> None:
        """Have kpi use every connection of its pool at once; it can't if one was lost."""
        at = f"/v1/kpi/bodies/{self.bodies[0]}/figures"
        async with self.caller() as http:
            async with self.locked(FIGURES):
                reads = [asyncio.create_task(http.get(at)) for _ in range(POOL)]
                await until(self.all_wait, 3)
            answers = await asyncio.gather(*reads)
        assert [answer.status_code for answer in answers] == [200] * POOL

    async def all_wait(self) -> bool:
        """Return whether every connection of kpi's pool waits for a lock."""
        waiting = f"{_KPIS} AND wait_event_type = 'Lock'"
        [found] = await self.asked(f"SELECT count(*) FROM pg_stat_activity WHERE {waiting}")
        return bool(found[0] == POOL)

    async def kill(self, service: str) -> None:
        """Kill the process of a service, and return when another stands in its place."""
        before = self.suite.pids()[service]
        os.kill(before, signal.SIGKILL)
        await until(lambda: self.suite.pids()[service] not in {None, before})

    async def answers(self) -> bool:
        """Return whether kpi answers through the gateway."""
        async with self.caller(timeout=2) as http:
            try:
                return (await http.get("/v1/kpi/indicators")).is_success
            except httpx.TransportError:
                return False

    async def restart_database(self) -> None:
        """Do what `pg_ctl restart -m immediate` does."""
        os.kill(self.postgres.pid, signal.SIGQUIT)
        await until(lambda: ended(self.postgres.pid) is not None)
        self.postgres.start()
        await until(self.postgres.ready)

    @contextmanager
    def frozen_database(self) -> Iterator[None]:
        """Stop every process of the server, the one that makes others first."""
        stopped = [self.postgres.pid]
        os.kill(self.postgres.pid, signal.SIGSTOP)
        try:
            for pid in _children(self.postgres.pid):
                stopped.append(pid)
                os.kill(pid, signal.SIGSTOP)
            yield
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)

    async def cut_connections(self) -> None:
        """End every connection of kpi's, whatever it is doing."""
        await self.asked(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {_KPIS}")

    @asynccontextmanager
    async def locked(self, table: str) -> AsyncIterator[None]:
        """Let nobody read or write *table* meanwhile."""
        connection = await self.postgres.address.connect()
        try:
            async with connection.transaction():
                await connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
                yield
        finally:
            await connection.close()


@asynccontextmanager
async def stormy(folder: Path, port: int) -> AsyncIterator[Ground]:
    """Run server and suite in *folder*, with indicators defined and a client let in."""
    (folder / "server").mkdir(mode=0o755)
    postgres = Postgres(find_home(folder / "server", find_binaries()), folder / "postgres.log")
    postgres.make()
    postgres.start()
    try:
        await until(postgres.ready)
        await make_database(postgres.address)
        told = {"DATABASE_URL": postgres.address.url}
        with suite(folder / "data", port, "--no-demo", environment=told) as running:
            file = running.data / "demo-keys.json"
            await until(lambda: file.exists() or running.process.poll() is not None)
            assert file.exists(), running.said()
            admin = {"Authorization": f"Bearer {json.loads(file.read_text())['admin']}"}
            ground = Ground(running, postgres, admin, _bodies())
            await _furnish(ground)
            yield ground
    finally:
        postgres.stop()


async def until(
    holds: Callable[[], object] | Callable[[], Awaitable[object]], patience: float = _PATIENCE
) -> float:
    """Wait until *holds* comes true, and return how many seconds that took."""
    began = time.monotonic()
    while True:
        held: Any = holds()
        if await held if asyncio.iscoroutine(held) else held:
            return time.monotonic() - began
        assert time.monotonic() - began < patience, "it never came true"
        await asyncio.sleep(0.02)


def _bodies() -> tuple[str, ...]:
    lasting = (each.code for each in all_councils() if not (each.start or each.end))
    return tuple(sorted(lasting))[:_MOST_BODIES]


async def _furnish(ground: Ground) -> None:
    granted = list(ground.bodies)
    async with ground.caller(headers=ground.admin) as http:
        # Figures come in any order, so none counts from April: a fall would be held.
        definition = indicator(accumulation="snapshot")
        for code in INDICATORS:
            new = {"If-None-Match": "*"}
            defined = await http.put(f"/v1/kpi/indicators/{code}", json=definition, headers=new)
            assert defined.status_code == 201, defined.text
        client = {
            "name": "storm",
            "holder": "tester",
            "grants": dict.fromkeys(("kpi:read", "kpi:submit", "kpi:target"), granted),
        }
        made = await http.post("/v1/clients", json=client)
        assert made.status_code == 201, made.text
        issued = await http.post(f"/v1/clients/{made.json()['id']}/keys", json={})
    ground.key = {"Authorization": f"Bearer {issued.json()['secret']}"}


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(state[1]) == parent:
            found.append(int(stat.parent.name))
    return found
