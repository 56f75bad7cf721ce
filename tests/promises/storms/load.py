"""A steady load of reads and writes, and what its callers saw."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import httpx

from tests.promises.storms.ground import INDICATORS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.promises.storms.ground import Ground

CALLERS: Final = 16
"""More than the pool of a service has connections."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer as its caller saw it; `status` is None if there was none."""

    began: float
    ended: float
    method: str
    status: int | None
    told_as: str = ""
    retry_after: str | None = None


@dataclass
class Load:
    """Callers who read and write until they are told to stop."""

    ground: Ground
    seen: list[Seen] = field(default_factory=list)

    async def back(self, since: float, patience: float = 30.0) -> float:
        """Return how many seconds after *since* both a read and a write were answered well."""
        while True:
            well = [each for each in self.seen if each.began >= since and each.status in {200, 201}]
            firsts = [
                min((each.ended for each in well if each.method == method), default=None)
                for method in ("GET", "POST")
            ]
            if None not in firsts:
                return max(first for first in firsts if first is not None) - since
            assert time.monotonic() - since < patience, "it did not come back"
            await asyncio.sleep(0.05)

    async def call(self, number: int) -> None:
        """Read and write by turns, for ever."""
        body = self.ground.bodies[number]
        sheet = {"period": "2018-19-M05"}
        async with self.ground.caller() as http:
            for turn in range(1_000_000):
                figure = {
                    "body": body,
                    "indicator": INDICATORS[0],
                    "period": "2018-19-M05",
                    "numerator": turn,
                    "denominator": 1_000_000,
                    "reason": "the storm went on",
                }
                if turn % 2:
                    await self._see(http, "GET", f"/v1/kpi/bodies/{body}/scorecard", params=sheet)
                else:
                    batch = {"figures": [figure]}
                    await self._see(http, "POST", "/v1/kpi/submissions", json=batch)

    async def _see(self, http: httpx.AsyncClient, method: str, at: str, **more: object) -> None:
        began = time.monotonic()
        try:
            answer = await http.request(method, at, **more)  # type: ignore[arg-type]  # passed on
        except httpx.TransportError:
            self.seen.append(Seen(began, time.monotonic(), method, None))
            return
        told_as = answer.headers["content-type"]
        retry_after = answer.headers.get("retry-after")
        self.seen.append(
            Seen(began, time.monotonic(), method, answer.status_code, told_as, retry_after)
        )
        if not answer.is_success:
            await asyncio.sleep(0.05)


@asynccontextmanager
async def loaded(ground: Ground) -> AsyncIterator[Load]:
    """Keep the load up meanwhile; then let each caller have the answer they wait for."""
    load = Load(ground)
    callers = [asyncio.create_task(load.call(number)) for number in range(CALLERS)]
    try:
        await load.back(time.monotonic())
        yield load
    finally:
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
