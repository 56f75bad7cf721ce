"""The cost of a write: one-figure POSTs beside their own statements, sent bare."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import asyncpg
import uvloop

from bench.figures import FORTY, MONTHS, ONE, define_indicators, figure, officer
from bench.lines import Effort, Found, Line, Measurement
from bench.replaying import Post, posts_per_second
from bench.suite import Suite, running
from bench.turns import in_turns
from bench.wrk import CLIENTS, requests_per_second

_COMPARES: Final = "figures a second posted one by one through the gateway, to their statements"
_ONE_BODY: Final = Line("post_vs_statements_one_body", f"{_COMPARES}; all of one body", 0.20)
_FORTY_BODIES: Final = Line("post_vs_statements_forty_bodies", f"{_COMPARES}; of forty", 0.25)
_BODIES: Final = {_ONE_BODY.name: ONE, _FORTY_BODIES.name: FORTY}

_SCRIPT: Final = Path(__file__).with_name("post.lua")
_INDICATORS: Final = 12
_KEPT_APART: Final = 10_000_000
"""Numbers between the posts of two rounds: no figure is sent twice, so none is `unchanged`."""


def measure(effort: Effort, wanted: Collection[str]) -> Mapping[str, Found]:
    """Return POSTs a second over transactions a second, for as many callers as connections."""
    found = {}
    with running(effort.folder / "posting") as suite:
        indicators = define_indicators(suite, _INDICATORS)
        for name in wanted:
            found[name] = _compared(suite, _BODIES[name], indicators, effort)
    return found


def _compared(
    suite: Suite, bodies: tuple[str, ...], indicators: Sequence[str], effort: Effort
) -> Found:
    headers = officer(suite, bodies)
    for number, body in enumerate(bodies):
        # A body's first post begins its chain, which no later one does.
        given = {"indicator": indicators[0], "period": MONTHS[0], "reason": "late receipts"}
        batch = {"body": body, "figures": [given | figure(number)]}
        suite.send("POST", "/v1/kpi/submissions", batch, headers)
    starts = itertools.count(_KEPT_APART, _KEPT_APART)

    def through_the_gateway() -> float:
        before = asyncio.run(_stored(suite))
        rate = requests_per_second(
            f"{suite.url}/v1/kpi/submissions",
            headers=headers,
            seconds=effort.seconds,
            script=_SCRIPT,
            arguments=(str(next(starts)), ",".join(bodies), ",".join(indicators), ",".join(MONTHS)),
        )
        if asyncio.run(_stored(suite)) - before < rate * (effort.seconds - 1):
            raise RuntimeError("not every figure that was posted was stored")
        return rate

    sides: dict[str, Callable[[], float]] = {
        "gateway": through_the_gateway,
        "bare": lambda: uvloop.run(
            posts_per_second(
                suite.database,
                _posts(bodies, indicators, next(starts)),
                connections=CLIENTS,
                seconds=effort.seconds,
            )
        ),
    }
    for warm in sides.values():
        warm()
    measured = in_turns(sides, rounds=effort.rounds)
    return Found(
        measured.ratio("gateway", "bare"),
        f"{measured.median('gateway'):,.0f} to {measured.median('bare'):,.0f} a second, "
        f"{CLIENTS} at a time",
    )


async def _stored(suite: Suite) -> int:
    """Return how many figure versions there are: an `unchanged` one would cost nothing."""
    connection = await asyncpg.connect(**suite.database, user="postgres")
    try:
        count: int = await connection.fetchval("SELECT count(*) FROM kpi.figure_versions")
    finally:
        await connection.close()
    return count


def _posts(bodies: Sequence[str], indicators: Sequence[str], start: int) -> Iterator[Post]:
    """Yield the same figures as the script for wrk does."""
    for number in itertools.count(start):
        place = number // len(bodies)
        yield Post(
            bodies[number % len(bodies)],
            indicators[place % len(indicators)],
            MONTHS[place // len(indicators) % len(MONTHS)],
            **figure(number),
        )


POSTING: Final = Measurement((_ONE_BODY, _FORTY_BODIES), measure, tools=("wrk",))
