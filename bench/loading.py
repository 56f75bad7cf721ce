"""The bulk way in: a large CSV through the gateway, beside COPY of the same rows."""

from __future__ import annotations

import asyncio
import io
import itertools
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx

from bench.figures import FORTY, HEADER, MONTHS, define_indicators, figure, officer, rows
from bench.lines import Effort, Found, Line, Measurement
from bench.memory import megabytes, watched
from bench.suite import Suite, running
from bench.turns import in_turns

_COPY: Final = Line(
    "csv_vs_copy",
    "rows a second of a CSV through the gateway, to COPY of the same into a table with the same"
    " constraints and indexes",
    0.25,
)
_ADDED: Final = Line(
    "mb_added_by_million_rows",
    "MB of proportional set size that kpi grows by at its peak during a CSV",
    64,
    at_most=True,
)
_ROWS: Final = 200_000
_MANY: Final = 1_000_000
_ROUNDS: Final = 3
_PER_INDICATOR: Final = len(FORTY) * len(MONTHS)
_PATIENCE: Final = 600.0

_COPIED: Final = """
    CREATE SCHEMA bench;
    CREATE TABLE bench.figures (LIKE kpi.figure_versions INCLUDING ALL)
"""
_RECORDED: Final = "2026-01-01T00:00:00Z"
_SUBMISSION: Final = "019b0000-0000-7000-8000-000000000000"


def measure(effort: Effort, wanted: Collection[str]) -> Mapping[str, Found]:
    """Post CSV files whose rows are all new."""
    found: dict[str, Found] = {}
    measures = {_COPY.name: _compared, _ADDED.name: _weighed}
    for name in wanted:
        with running(effort.folder / name) as suite:
            found[name] = measures[name](suite, effort)
    return found


def _compared(suite: Suite, effort: Effort) -> Found:
    count, rounds = effort.rows(_ROWS), min(_ROUNDS, effort.rounds)
    headers, files = _files(suite, [count] * rounds, effort.folder)
    posted, copied = iter(files), iter(files)
    asyncio.run(_execute(suite, _COPIED))
    sides: dict[str, Callable[[], float]] = {
        "gateway": lambda: count / _seconds_to_post(suite, next(posted), headers, count),
        "copy": lambda: count / asyncio.run(_seconds_to_copy(suite, next(copied))),
    }
    measured = in_turns(sides, rounds=rounds)
    return Found(
        measured.ratio("gateway", "copy"),
        f"{measured.median('gateway'):,.0f} to {measured.median('copy'):,.0f} rows a second,"
        f" {count:,} rows",
    )


def _weighed(suite: Suite, effort: Effort) -> Found:
    count = effort.rows(_MANY)
    headers, [first, file] = _files(suite, [1_000, count], effort.folder)
    kpi = suite.pids["kpi"]
    _seconds_to_post(suite, first, headers, 1_000)  # what any upload makes it load is there
    before = megabytes([kpi])
    with watched(kpi) as peak:
        seconds = _seconds_to_post(suite, file, headers, count)
    return Found(
        peak.megabytes - before,
        f"from {before:,.0f} to {peak.megabytes:,.0f}, {count:,} rows in {seconds:,.1f} s",
    )


def _files(suite: Suite, counts: Sequence[int], folder: Path) -> tuple[dict[str, str], list[Path]]:
    """Return the headers of who may post, and files of so many rows; none has another's keys."""
    share = [-(-count // _PER_INDICATOR) for count in counts]
    indicators = iter(define_indicators(suite, sum(share)))
    files = []
    for place, count in enumerate(counts):
        chosen = list(itertools.islice(indicators, share[place]))
        file = folder / f"{place}.csv"
        with file.open("w", encoding="ascii", newline="") as lines:
            lines.write(HEADER + "\r\n")
            for number, key in enumerate(itertools.islice(rows(FORTY, chosen), count)):
                given = figure(number)
                lines.write(
                    f"{','.join(key)},{given['numerator']:.2f},{given['denominator']:.2f},"
                    ",final,,\r\n"
                )
        files.append(file)
    return officer(suite, FORTY), files


def _seconds_to_post(suite: Suite, file: Path, headers: Mapping[str, str], count: int) -> float:
    """Post a file as a finance system would, and see that every row of it was created."""
    began = time.monotonic()
    with file.open("rb") as content:
        answer = httpx.post(
            f"{suite.url}/v1/kpi/submissions",
            content=iter(lambda: content.read(1 << 18), b""),
            headers={**headers, "Content-Type": "text/csv"},
            timeout=_PATIENCE,
        )
    took = time.monotonic() - began
    if not answer.is_success:
        raise RuntimeError(f"the CSV was answered {answer.status_code}: {answer.text[:500]}")
    created = answer.json()["counts"]["created"]
    if created != count:
        raise RuntimeError(f"of {count:,} rows {created:,} were created")
    return took


async def _seconds_to_copy(suite: Suite, file: Path) -> float:
    """COPY what the service would keep of a file into the table's copy, in one transaction."""
    content = _as_kept(file)
    connection = await asyncpg.connect(**suite.database, user="postgres")
    try:
        began = time.monotonic()
        await connection.copy_to_table(
            "figures", schema_name="bench", source=io.BytesIO(content), format="text"
        )
        return time.monotonic() - began
    finally:
        await connection.close()


def _as_kept(file: Path) -> bytes:
    """Return the figure versions that a CSV file becomes, as COPY reads them."""
    kept = []
    with file.open(encoding="ascii") as lines:
        next(lines)
        for line in lines:
            body, indicator, period, numerator, denominator, *_ = line.split(",")
            value = round(100 * float(numerator) / float(denominator), 6)
            cells: tuple[Any, ...] = (body, indicator, period, _RECORDED, numerator, denominator)
            cells += (value, "components", "final", *("\\N",) * 5, _SUBMISSION)
            kept.append("\t".join(map(str, cells)))
    return ("\n".join(kept) + "\n").encode()


async def _execute(suite: Suite, statements: str) -> None:
    connection = await asyncpg.connect(**suite.database, user="postgres")
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


LOADING: Final = Measurement((_COPY, _ADDED), measure)
