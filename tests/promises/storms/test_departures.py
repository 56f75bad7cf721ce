"""Callers who leave: nothing runs on for them, and no connection is lost (promise 15)."""

from __future__ import annotations

import asyncio
import json
import random
from typing import TYPE_CHECKING, Final
from uuid import uuid4

import pytest

from tests.promises.crowds import sized
from tests.promises.storms.ground import FIGURES, INDICATORS, POOL, until

if TYPE_CHECKING:
    from tests.promises.storms.ground import Ground

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("street")]

LEAVE: Final = 500
AT_ONCE: Final = 50
BLOCKED: Final = sized(60, full=200)
"""Of those who leave, how many leave while their statement waits for a lock."""

QUIET_WITHIN: Final = 2.0


async def test_callers_who_leave_keep_nothing_running_and_no_connection(ground: Ground) -> None:
    await ground.fill_pool()
    baseline = await ground.connections()

    for first in range(0, LEAVE - BLOCKED, AT_ONCE):
        leaving = range(first, min(first + AT_ONCE, LEAVE - BLOCKED))
        await asyncio.gather(*(_leave(ground, number, within=0.1) for number in leaving))
    await _is_quiet(ground)

    async with ground.locked(FIGURES):
        for _ in range(0, BLOCKED, POOL):
            staying = [asyncio.create_task(_leave(ground, n, within=60)) for n in range(POOL)]
            await until(ground.all_wait, 15)  # that they come to it is no promise
            for each in staying:
                each.cancel()
            await asyncio.gather(*staying, return_exceptions=True)
            await _is_quiet(ground)  # though the lock is still held

    await ground.fill_pool()
    assert await ground.connections() == baseline == POOL
    assert await ground.answers()
    assert not ground.faults()


async def _is_quiet(ground: Ground) -> None:
    async def nothing_runs() -> bool:
        return not await ground.running()

    await until(nothing_runs, QUIET_WITHIN)


async def _leave(ground: Ground, number: int, *, within: float) -> None:
    """Send a request, and close the connection *within* so many seconds or when cancelled."""
    reader, writer = await asyncio.open_connection("127.0.0.1", ground.suite.port)
    try:
        writer.write(_request(ground, number))
        async with asyncio.timeout(random.uniform(0, within)):  # noqa: S311 - for variety
            await reader.read()
    except TimeoutError:
        pass
    finally:
        writer.transport.abort()


def _request(ground: Ground, number: int) -> bytes:
    """Return a read or a write of figures, in the bytes of HTTP."""
    body = ground.bodies[number % len(ground.bodies)]
    lines = [f"Authorization: {ground.key['Authorization']}", "Host: storm.example"]
    if number % 2:
        lines.insert(0, f"GET /v1/kpi/bodies/{body}/figures HTTP/1.1")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()
    figure = {"body": body, "indicator": INDICATORS[1], "period": "2021-22-M01"}
    content = json.dumps({"figures": [figure | {"numerator": 1, "denominator": 2}]})
    lines.insert(0, "POST /v1/kpi/submissions HTTP/1.1")
    lines += [
        f"Idempotency-Key: {uuid4()}",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n" + content).encode()
