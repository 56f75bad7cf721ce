"""Running the suite, and looking at processes from outside."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.services import ROOT

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite that was started as an operator would.

    Attributes:
        data: Its data folder.
        port: The gateway's.
        process: The supervisor.
        log: The file of all that it and its services say.
    """

    data: Path
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        """Return all that was said so far."""
        return self.log.read_text()

    def pids(self) -> dict[str, int]:
        """Return the process ids, by name."""
        read: dict[str, int] = json.loads((self.data / "processes.json").read_text())
        return read

    def get(self, path: str, *, after: int = 0) -> int:
        """Return the status of a GET at the port *after* so many after the gateway's; 0: none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port + after, timeout=15)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def status_with(self, key: str) -> int:
        """Return the status of a GET for which one needs an admin's *key*."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request("GET", "/v1/clients", headers={"Authorization": f"Bearer {key}"})
            return connection.getresponse().status
        finally:
            connection.close()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Stop it and return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


@contextmanager
def suite(
    data: Path,
    port: int,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    log: Path | None = None,
    program: Sequence[str] = ("-m", "deploy.local"),
) -> Iterator[Suite]:
    """Run the suite on the folder *data*; it isn't ready yet: see `until`."""
    log = log or data.with_suffix(".log")
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("QD_") and name not in {"DATABASE_URL", "PORT"}
    }
    told = {"QD_DATA_DIR": str(data), "PORT": str(port), **(environment or {})}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *program, *arguments],
            cwd=ROOT,
            env=inherited | told,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    running = Suite(data, port, process, log)
    try:
        yield running
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(PATIENCE)


def until(holds: Callable[[], object], patience: float = PATIENCE) -> bool:
    """Return whether *holds* comes true in time."""
    deadline = time.monotonic() + patience
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def gone(pid: int, patience: float = 20.0) -> bool:
    """Return whether the process ends in time; one that waits to be buried has ended."""
    return until(lambda: not alive(pid), patience)


def alive(pid: int) -> bool:
    """Return whether the process runs."""
    try:
        os.kill(pid, 0)
        stat = Path(f"/proc/{pid}/stat")
        return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
