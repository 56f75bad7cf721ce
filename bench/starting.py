"""What a suite takes before it does anything: seconds to be ready, and memory."""

from __future__ import annotations

import statistics
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Final

from bench.lines import Effort, Found, Line, Measurement, Skipped
from bench.memory import descendants, megabytes
from bench.suite import Suite, running

_READY: Final = Line(
    "seconds_to_ready_warm",
    "seconds from the command to /readyz, on data that is there",
    3,
    at_most=True,
)
_IDLE: Final = Line(
    "mb_idle_suite",
    "MB of proportional set size: supervisor, four services and PostgreSQL, with no caller",
    400,
    at_most=True,
)
_SETTLED_AFTER: Final = 3.0


def measure(effort: Effort, wanted: Collection[str]) -> Mapping[str, Found]:
    """Start a suite again and again, and weigh it once."""
    if not Path("/proc/self/smaps_rollup").exists() and _IDLE.name in wanted:
        raise Skipped("there is no /proc/*/smaps_rollup here")
    data = effort.folder / "starting"
    with running(data) as suite:
        cold = suite.ready_after
        found = {_IDLE.name: _weighed(suite)}
    seconds = []
    for _ in range(effort.rounds if _READY.name in wanted else 0):
        with running(data) as suite:
            seconds.append(suite.ready_after)
    if seconds:
        told = f"{min(seconds):.2f} to {max(seconds):.2f}; the first start took {cold:.1f}"
        found[_READY.name] = Found(statistics.median(seconds), told)
    return {name: found[name] for name in wanted}


def _weighed(suite: Suite) -> Found:
    suite.wait_for_first_key()
    time.sleep(_SETTLED_AFTER)  # what made the key has ended
    database = megabytes(descendants(suite.pids["PostgreSQL"]))
    whole = megabytes(descendants(suite.pid))
    return Found(whole, f"{whole - database:,.0f} of the suite, {database:,.0f} of PostgreSQL")


STARTING: Final = Measurement((_IDLE, _READY), measure)
