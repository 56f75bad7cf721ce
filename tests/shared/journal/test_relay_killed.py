"""A relay that is killed in the midst of telling: nothing is lost, nothing doubled.

Real processes, killed with SIGKILL, and a real receiver on a socket: the risk service. Each is
killed at the two worst moments by turns: when its event has reached the receiver, which has not
heard it; and when the receiver has heard it and committed, and nobody has noted so. With
`QD_FULL=1`, twenty times.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from deploy.services import ROOT
from services.risk.main import SERVICE as RISK
from shared.contracts.events import RagChanged
from shared.journal import Told, record
from shared.security.token import new_key_pair
from shared.storage.sessions import writing
from shared.storage.tenancy import Tenancy
from shared.web.settings import ServiceSettings
from tests.gateway.door.gate import served
from tests.promises.chains import chain, faults
from tests.promises.crowds import PATIENCE_S, sized
from tests.shared.journal.telling import BODIES, OFFICER
from tests.telling import asked

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine
    from starlette.types import ASGIApp, Receive, Scope, Send

    from tests.database import Database

KILLS = sized(4, full=20)
EACH = sized(6, full=20)
"""Events of each body: between two kills some are told."""


class Relays:
    """Relays in processes of their own, one at a time."""

    def __init__(self, *arguments: str) -> None:
        self._forks = subprocess.Popen(
            [sys.executable, "-m", "tests.shared.journal.relaying", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = 0

    def start(self) -> None:
        """Start the next one."""
        assert self._forks.stdin is not None
        assert self._forks.stdout is not None
        self._forks.stdin.write("\n")
        self._forks.stdin.flush()
        self.pid = int(self._forks.stdout.readline())

    def kill(self) -> None:
        """Kill the one that runs."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
        self.pid = 0

    def close(self) -> None:
        """End them all."""
        self.kill()
        self._forks.communicate()


class Murderous:
    """An app that kills whoever calls, as often as told: before it is asked, or before it answers.

    Attributes:
        asked: How often it was called.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.relays: Relays | None = None
        self.left = KILLS
        self.asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the app answer, or nobody."""
        self.asked += 1
        kills = self.left and self.asked % 3 == 0  # so that some are told in between
        if kills and self.left % 2:
            await receive()
            self._kill()
            return

        async def answer(message: Any) -> None:
            if not kills:
                await send(message)

        await self.app(scope, receive, answer)
        if kills:
            self._kill()

    def _kill(self) -> None:
        assert self.relays is not None
        self.left -= 1
        self.relays.kill()
        self.relays.start()


async def leave_events(engine: AsyncEngine) -> None:
    """Leave events of each body in kpi's outbox."""
    for body in BODIES:
        own = frozenset({body})
        async with writing(engine, Tenancy(OFFICER.client, own, own)) as tx:
            for month in range(EACH):
                payload = {
                    "indicator": f"indicator-{month:02d}",
                    "period": "2019-20-M09",
                    "occurred_at": "2020-02-03T06:00:00Z",
                }
                subject = f"acts/{month}"
                await record(
                    tx, Told(body, RagChanged.kind, subject, OFFICER, "x", payload=payload)
                )


@pytest.mark.timeout(PATIENCE_S)
async def test_a_relay_killed_again_and_again_loses_nothing_and_doubles_nothing(
    database: Database, engine: AsyncEngine
) -> None:
    private, public = new_key_pair()
    await leave_events(engine)
    settings = ServiceSettings(
        database_url=database.url("risk"),
        trusted_key=new_key_pair()[1],
        trusted_services={"kpi": public},
    )
    receiver = Murderous(RISK.app(settings))
    async with served(receiver) as address:
        receiver.relays = Relays(database.url("kpi"), address, private)
        try:
            receiver.relays.start()
            heard = "SELECT count(*) FROM risk.signals"
            for _ in range(600):
                [found] = await asked(database, heard)
                if found[0] >= EACH * len(BODIES) and not receiver.left:
                    break
                await asyncio.sleep(0.1)
            behind = "SELECT 1 FROM kpi.outbox_deliveries WHERE sequence < $1"
            for _ in range(100):
                if not await asked(database, behind, EACH):
                    break
                await asyncio.sleep(0.1)
        finally:
            receiver.relays.close()
    kept = await asked(
        database, "SELECT body, indicator FROM risk.signals ORDER BY body, recorded_at"
    )

    assert receiver.left == 0
    assert receiver.asked >= EACH * len(BODIES) + KILLS  # each one killed had told in vain
    expected = [(body, f"indicator-{month:02d}") for body in BODIES for month in range(EACH)]
    assert [tuple(row) for row in kept] == expected
    assert len(await asked(database, "SELECT 1 FROM risk.inbox")) == EACH * len(BODIES)
    admin = await database.admin.connect()
    chains = {body: await chain(admin, "risk", body) for body in BODIES}
    await admin.close()
    assert {body: len(entries) for body, (entries, _) in chains.items()} == dict.fromkeys(
        BODIES, EACH
    )
    assert [fault for whole in chains.values() for fault in faults(*whole)] == []
