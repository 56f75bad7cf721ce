"""Whether a read slows down as the house fills: the same reads of a small and of a large one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

import asyncpg

from bench.figures import FORTY, YEARS, define_indicators, officer
from bench.lines import Effort, Found, Line, Measurement
from bench.suite import Suite, running
from bench.turns import in_turns
from bench.wrk import requests_per_second

_GROWTH: Final = Line(
    "growth_10k_to_10m",
    "time of a series read with ten million figure versions, to ten thousand",
    1.2,
    at_most=True,
)
_SMALL: Final = 10_000
_LARGE: Final = 10_000_000
_SCRIPT: Final = Path(__file__).with_name("series.lua")

_FILL: Final = """
    INSERT INTO kpi.figure_versions (body, indicator, period, recorded_at, numerator, denominator,
                                     value, basis, status, source_system, submission)
    SELECT ($1::text[])[1 + n % $2],
           'bench-rate-' || lpad((n / ($2 * 240))::text, 4, '0'),
           y || '-' || lpad(((y + 1) % 100)::text, 2, '0') || '-M' || lpad(m::text, 2, '0'),
           '2026-01-01', 1000000 + n % 900000 + 0.25, 67210000.5, 50, 'components', 'final',
           'bench', '019b0000-0000-7000-8000-000000000000'
    FROM (SELECT n, $3 + n / $2 / 12 % 20 AS y, 1 + n / $2 % 12 AS m
          FROM generate_series($4::bigint, $5::bigint - 1) AS n) AS numbered
"""
_AT_ONCE: Final = 500_000
_COUNTED: Final = "SELECT count(*) FROM kpi.figure_versions"


def measure(effort: Effort, _wanted: Collection[str]) -> Mapping[str, Found]:
    """Read series at random from two suites in turns; each figure has one version."""
    counts = {"small": min(_SMALL, effort.rows(_LARGE)), "large": effort.rows(_LARGE)}
    sides: dict[str, Callable[[], float]] = {}
    with ExitStack() as open_now:
        for side, count in counts.items():
            suite = open_now.enter_context(running(effort.folder / f"growth-{side}"))
            codes = define_indicators(suite, 1)  # of which the small suite has figures too
            headers = officer(suite, FORTY)
            asyncio.run(_filled(suite, count))
            sides[side] = partial(
                requests_per_second,
                suite.url,
                headers=headers,
                seconds=effort.seconds,
                script=_SCRIPT,
                arguments=(",".join(FORTY), ",".join(codes), ",".join(_years())),
            )
        for warm in sides.values():
            warm()
        measured = in_turns(sides, rounds=effort.rounds)
    return {
        _GROWTH.name: Found(
            measured.ratio("small", "large"),
            f"{measured.median('large'):,.0f} a second at {counts['large']:,} and"
            f" {measured.median('small'):,.0f} at {counts['small']:,}",
        )
    }


async def _filled(suite: Suite, count: int) -> None:
    """Fill in figures by SQL: ten million posts would take a day.

    As the superuser, whom row-level security doesn't bind. What autovacuum would do in a while is
    done at once.
    """
    connection = await asyncpg.connect(**suite.database, user="postgres")
    try:
        for start in range(0, count, _AT_ONCE):
            until = min(start + _AT_ONCE, count)
            await connection.execute(_FILL, list(FORTY), len(FORTY), YEARS[0], start, until)
        await connection.execute("VACUUM ANALYZE kpi.figure_versions")
        await connection.execute("CHECKPOINT")
        if await connection.fetchval(_COUNTED) != count:
            raise RuntimeError("the figures are not all there")
    finally:
        await connection.close()


def _years() -> list[str]:
    return [f"{year}-{(year + 1) % 100:02}" for year in YEARS]


GROWTH: Final = Measurement((_GROWTH,), measure, tools=("wrk",))
