"""What stands beside a read: a bare route that answers the very same bytes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import httpx

from bench.lines import Effort
from bench.suite import ROOT, free_ports, stop
from bench.turns import Measured, in_turns
from bench.wrk import requests_per_second

_PATIENCE: Final = 10.0


def read_in_turns(
    sides: Mapping[str, tuple[str, Mapping[str, str]]], path: str, expected: bytes, effort: Effort
) -> Measured:
    """Measure how many requests a second each side answers, all with the very same bytes.

    Args:
        sides: Each one's address, and the headers that it is asked with.
        path: What is read.
        expected: The bytes.
        effort: How long and how often; each is warmed up once before.
    """
    asked: dict[str, Callable[[], float]] = {}
    for side, (url, said) in sides.items():
        _check(url + path, said, expected)
        asked[side] = partial(requests_per_second, url + path, headers=said, seconds=effort.seconds)
    for warm in asked.values():
        warm()
    return in_turns(asked, rounds=effort.rounds)


def _check(url: str, headers: Mapping[str, str], expected: bytes) -> None:
    """Wait until *url* answers, with the very bytes that the gateway does."""
    answer = _answered(url, headers)
    if answer.content != expected:
        raise RuntimeError(f"{url} answered {answer.status_code} and other bytes")


def _answered(url: str, headers: Mapping[str, str]) -> httpx.Response:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return httpx.get(url, headers=dict(headers))
        except httpx.TransportError as error:
            if time.monotonic() > deadline:
                raise RuntimeError(f"nothing answers at {url}") from error
            time.sleep(0.05)


@contextmanager
def bare(folder: Path, content: bytes) -> Iterator[str]:
    """Run a bare FastAPI route that answers *content*, and yield its address."""
    file, port = folder / "series.json", free_ports(1)
    file.write_bytes(content)
    process = subprocess.Popen([sys.executable, "-m", "bench.bare", str(port), str(file)], cwd=ROOT)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)
