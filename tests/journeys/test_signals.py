"""From an approved figure that turned red to a signal at the risk service: real processes."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.deploy.watching import gone, suite, until
from tests.promises.crowds import FULL
from tests.suite import Suite
from tests.telling import all_told, asked, signals

if TYPE_CHECKING:
    from tests.database import Database
    from tests.deploy.watching import Suite as Running

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("street")]

HINCKLEY, TAX = "E07000132", "council-tax-in-year"
RED = {"numerator": 500, "denominator": 1_000}  # 50.0, where no month's profile is below 57


HOW = {"apart": (), "together": ("--single-process",)}
"""Whether each service has its process; together only with `QD_FULL=1`."""


@pytest.mark.parametrize("how", HOW.values() if FULL else [HOW["apart"]], ids=list(HOW)[: 1 + FULL])
async def test_a_turn_to_red_reaches_risk_also_when_that_was_down(
    database: Database, folder: Path, free_port: Callable[[], int], how: tuple[str, ...]
) -> None:
    """In one process nothing can be down by itself: there the whole is killed in between."""
    port, told = free_port(), {"DATABASE_URL": database.admin.url}
    data = folder / "data"
    with suite(data, port, "--no-demo", *how, environment=told) as running:
        assert until((data / "demo-keys.json").exists), running.said()
        admin = {"X-API-Key": json.loads((data / "demo-keys.json").read_text())["admin"]}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=15) as http:
            office = Suite(http, database, admin)
            await office.define_indicator()
            await office.set_target(HINCKLEY)
            await turn_red(office, "2019-20-M07")
            await all_told(database)
            assert await signals(database) == [(HINCKLEY, TAX, "2019-20-M07")]

            # The supervisor is held back: else risk is up again before anyone notices.
            down = "risk" if not how else "quarterday"
            running.process.send_signal(signal.SIGSTOP)
            try:
                if not how:
                    await down_and_away(running, down)
                await turn_red(office, "2019-20-M08")
                if how:
                    await down_and_away(running, down)
            finally:
                running.process.send_signal(signal.SIGCONT)
            await until_told(office, 2)

    assert await signals(database) == [
        (HINCKLEY, TAX, "2019-20-M07"),
        (HINCKLEY, TAX, "2019-20-M08"),
    ]
    assert "Traceback" not in running.said()
    assert '"exception"' not in running.said()


async def down_and_away(running: Running, process: str) -> None:
    """Kill a process, which nobody starts again just now."""
    pid = running.pids()[process]
    os.kill(pid, signal.SIGKILL)
    assert await asyncio.to_thread(gone, pid)


async def turn_red(office: Suite, period: str) -> None:
    """Post a red figure, and approve it."""
    figure = (
        {"indicator": TAX, "period": period} | RED | {"explanation": "Refunds of one ratepayer"}
    )
    batch = {"body": HINCKLEY, "figures": [figure]}
    sent = await office.submit(batch, await office.officer(HINCKLEY))
    [made] = sent.json()["submissions"]
    boss = await office.key("representative", kpi_read=[HINCKLEY], kpi_approve=[HINCKLEY])
    approved: Any = await office.http.post(
        f"/v1/kpi/bodies/{HINCKLEY}/submissions/{made['id']}/approve",
        headers=boss | {"If-Match": f'"{made["content_hash"]}"'},
    )
    assert approved.status_code == 200, approved.text


async def until_told(office: Suite, times: int) -> None:
    """Return once risk has heard so often, and kpi knows it."""
    for _ in range(1_000):
        if len(await asked(office.database, "SELECT 1 FROM risk.signals")) >= times:
            break
        await asyncio.sleep(0.03)
    await all_told(office.database)
