"""Deadlines nest: whoever waits longer always hears from whom they wait for (promise 15)."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import pytest

from demo.__main__ import DEADLINE_SECONDS
from services.gateway.door.forward import CONNECT_WITHIN, DEADLINE
from shared import deadlines
from tests.promises.storms.ground import CLIENT, FIGURES, INDICATORS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.promises.storms.ground import Ground

pytestmark = [pytest.mark.timeout(120), pytest.mark.xdist_group("street")]

LATE: Final = 1.0
"""Seconds on top of a deadline, for a busy machine."""


def test_each_deadline_ends_before_the_one_around_it() -> None:
    """Client > gateway (10 s) > service (8 s) > its wait for the database > statement (5 s)."""
    nested = [
        deadlines.STATEMENT,
        deadlines.DATABASE,
        deadlines.SERVICE,
        deadlines.GATEWAY,
        min(CLIENT, DEADLINE_SECONDS),
    ]
    assert nested == sorted(set(nested))
    assert (nested[0], *nested[2:4]) == (5, 8, 10)
    assert DEADLINE == deadlines.GATEWAY
    assert CONNECT_WITHIN < deadlines.GATEWAY


async def test_whoever_waits_is_answered_by_the_innermost_whose_time_is_up(ground: Ground) -> None:
    """The three wait side by side: for a lock, for one slow statement, and for two in a row."""
    body = ground.bodies[0]
    at, figure = await _something_to_read(ground, body)
    async with (
        ground.locked("kpi.submissions"),
        _slowed(ground, "kpi.idempotency_keys", by=60),
        _slowed(ground, FIGURES, by=4.5),
        _slowed(ground, "kpi.target_versions", by=4.5),
    ):
        locked, slow, slow_together = await asyncio.gather(
            _timed(ground, "GET", f"/v1/kpi/bodies/{body}/submissions"),
            _timed(ground, "POST", "/v1/kpi/submissions", {"figures": [figure]}),
            _timed(ground, "GET", at),
        )
        assert await ground.running() == 0  # and what they waited for has ended with them

    assert locked.problem == (503, "unavailable")
    assert locked.seconds < deadlines.STATEMENT
    assert slow.problem == (504, "timed_out")
    assert deadlines.STATEMENT < slow.seconds < deadlines.DATABASE + LATE
    assert slow.detail == "The database did not answer in time."
    assert slow_together.problem == (504, "timed_out")
    assert deadlines.SERVICE < slow_together.seconds < deadlines.GATEWAY
    assert "kpi service" not in slow_together.detail  # as the gateway would have called it


async def _something_to_read(ground: Ground, body: str) -> tuple[str, dict[str, Any]]:
    """Keep a figure and a target, and return where both are read together; and the figure."""
    place = {"body": body, "indicator": INDICATORS[0], "period": "2022-23-M05"}
    figure = place | {"numerator": 1, "denominator": 2}
    async with ground.caller() as http:
        posted = await http.post("/v1/kpi/submissions", json={"figures": [figure]})
        put = await http.put(
            f"/v1/kpi/bodies/{body}/targets/2022-23/{INDICATORS[0]}",
            json={"annual": 98.0, "profile": [8.0 * month for month in range(1, 13)]},
            headers={"If-None-Match": "*"},
        )
    assert (posted.status_code, put.status_code) == (201, 201), (posted.text, put.text)
    return f"/v1/kpi/bodies/{body}/scorecard?period=2022-23-M05", figure


@dataclass(frozen=True, slots=True)
class Told:
    """A problem, and after how many seconds it was told."""

    problem: tuple[int, str]
    detail: str
    seconds: float


async def _timed(ground: Ground, method: str, at: str, content: object = None) -> Told:
    key = {"Idempotency-Key": str(uuid4())} if method == "POST" else {}
    began = time.monotonic()
    async with ground.caller() as http:
        answer = await http.request(method, at, json=content, headers=key)
    seconds = time.monotonic() - began
    told = answer.json()
    assert not answer.is_success, (method, at)
    assert int(answer.headers["retry-after"]) > 0
    return Told((answer.status_code, told["code"]), told["detail"], seconds)


@asynccontextmanager
async def _slowed(ground: Ground, table: str, *, by: float) -> AsyncIterator[None]:
    """Let each statement that reads *table* take so many seconds longer, whatever it finds."""
    name = f"{table}_slowly"
    await ground.asked(
        # STABLE, so that it is asked once if there is any row, and not row by row.
        f"CREATE FUNCTION {name}() RETURNS boolean LANGUAGE plpgsql STABLE"
        f" AS 'BEGIN PERFORM pg_catalog.pg_sleep({by}); RETURN true; END'"
    )
    await ground.asked(f"CREATE POLICY slow ON {table} AS RESTRICTIVE USING ((SELECT {name}()))")
    try:
        yield
    finally:
        await ground.asked(f"DROP POLICY slow ON {table}")
        await ground.asked(f"DROP FUNCTION {name}()")
