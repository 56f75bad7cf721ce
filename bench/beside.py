"""What stands beside a read: a bare route that answers the very same bytes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from bench.suite import ROOT, free_ports, stop

_PATIENCE: Final = 10.0


def check(url: str, headers: Mapping[str, str], expected: bytes) -> None:
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
