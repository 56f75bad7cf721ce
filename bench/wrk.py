"""wrk, the load generator: one thread, since it shares two cores with what it measures."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bench.lines import find_tool

CLIENTS: Final = 8
"""Connections that ask at the same time; below the pool of kpi's connections, so none waits."""

_RATE: Final = re.compile(r"^Requests/sec:\s+([0-9.]+)$", re.MULTILINE)
_BAD: Final = re.compile(r"^\s*(Non-2xx or 3xx responses|Socket errors): .*$", re.MULTILINE)


def requests_per_second(
    url: str,
    *,
    seconds: float,
    headers: Mapping[str, str] | None = None,
    script: Path | None = None,
    arguments: tuple[str, ...] = (),
) -> float:
    """Return how many requests a second were answered.

    Raises:
        RuntimeError: If one of them was answered with an error: what fails fast is not fast.
    """
    command = [find_tool("wrk"), "-t1", f"-c{CLIENTS}", f"-d{max(1, round(seconds))}s"]
    command += [
        part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")
    ]
    command += ["-s", str(script)] if script else []
    said = subprocess.run(
        [*command, url, *(("--", *arguments) if arguments else ())],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return read_rate(said)


def read_rate(said: str) -> float:
    """Return the rate in what wrk printed.

    Raises:
        RuntimeError: If it has none, or tells of errors.
    """
    if bad := _BAD.search(said):
        raise RuntimeError(f"wrk met errors: {bad.group().strip()}")
    found = _RATE.search(said)
    if not found:
        raise RuntimeError(f"wrk told no rate: {said[-500:]}")
    return float(found.group(1))
