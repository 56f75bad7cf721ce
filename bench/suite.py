"""A suite started as a user starts it, in a folder of its own and on free ports."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

ROOT: Final = Path(__file__).resolve().parents[1]

_KEYS: Final = "demo-keys.json"
_PORTS: Final = 4
_FIRST_PORT: Final = 12_000
_PORTS_TO_CHOOSE_FROM: Final = 20_000
_PATIENCE: Final = 120.0
_OWN: Final = ("QD_", "DATABASE_URL", "PORT")
_SOCKET_LINE: Final = 4
"""Of postmaster.pid, from 0: the folder of the server's socket."""


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite that runs.

    Attributes:
        data: Its data folder.
        port: The gateway's; kpi, risk and projects have the three after it.
        pid: The supervisor's process.
        ready_after: Seconds from the command to the first readiness.
    """

    data: Path
    pid: int
    port: int
    ready_after: float

    @property
    def url(self) -> str:
        """Where callers reach it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def kpi_url(self) -> str:
        """Where the gateway reaches kpi."""
        return f"http://127.0.0.1:{self.port + 1}"

    @property
    def pids(self) -> dict[str, int]:
        """The supervisor's children, by name."""
        read: dict[str, int] = json.loads((self.data / "processes.json").read_text())
        return read

    @property
    def secrets(self) -> dict[str, str]:
        """What it drew at its first start."""
        read: dict[str, str] = json.loads((self.data / "secrets.json").read_text())
        return read

    @property
    def database(self) -> dict[str, str]:
        """How asyncpg reaches its PostgreSQL, whose socket trusts whoever can open it."""
        pointer = self.data / "postgres-is-in"
        home = Path(pointer.read_text().strip()) if pointer.exists() else self.data / "postgres"
        lock = (home / "cluster" / "postmaster.pid").read_text().splitlines()
        return {"host": lock[_SOCKET_LINE], "database": "quarterday"}

    @property
    def admin(self) -> dict[str, str]:
        """The headers of the operator's key."""
        self.wait_for_first_key()
        keys = json.loads((self.data / _KEYS).read_text())
        return {"Authorization": f"Bearer {keys['admin']}"}

    def wait_for_first_key(self) -> None:
        """Return once the operator's key has been made, which a new suite does when it is ready."""
        _wait_for((self.data / _KEYS).exists, "the first admin key")

    def make(self, method: str, path: str, given: Any) -> Any:
        """Make something through the API, as its operator, and return what came back."""
        return self.send(method, path, given, self.admin)

    def send(self, method: str, path: str, given: Any, headers: Mapping[str, str]) -> Any:
        """Send a document through the gateway, and return what came back.

        Raises:
            RuntimeError: If it was refused, with what the suite said.
        """
        condition = {"If-None-Match": "*"} if method == "PUT" else {}
        answer = httpx.request(
            method, self.url + path, json=given, headers={**headers, **condition}, timeout=60
        )
        if not answer.is_success:
            raise RuntimeError(f"{method} {path} was answered {answer.status_code}: {answer.text}")
        return answer.json()

    def key(self, grants: Mapping[str, list[str]], holder: str = "bench") -> dict[str, str]:
        """Return the headers of a new key with these grants, in the hand of *holder*."""
        client = {"name": "bench", "holder": holder, "grants": dict(grants)}
        made = self.make("POST", "/v1/clients", client)
        key = self.make("POST", f"/v1/clients/{made['id']}/keys", {})
        return {"Authorization": f"Bearer {key['secret']}"}


@contextmanager
def running(data: Path) -> Iterator[Suite]:
    """Run a suite on the folder *data*, which is made if it is new, until the block ends."""
    data.mkdir(exist_ok=True)
    data.chmod(0o755)  # as root PostgreSQL runs as another user, who has to pass
    port = free_ports(_PORTS)
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OWN)}
    told = {"QD_DATA_DIR": str(data), "PORT": str(port)}
    with ExitStack() as open_now:
        log = open_now.enter_context((data / "suite.log").open("wb"))
        began = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.local", "--no-demo"],
            cwd=ROOT,
            env=inherited | told,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        open_now.callback(stop, process)
        _wait_for(lambda: _ready(process, port, data), "the suite")
        yield Suite(data, process.pid, port, time.monotonic() - began)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a process that was started here, and wait for its end."""
    if process.poll() is None:
        process.terminate()
        process.wait(_PATIENCE)


def free_ports(count: int) -> int:
    """Return the first of *count* ports in a row that are free.

    They lie below those that the system gives to callers: one of these might take them meanwhile.
    """
    while True:
        first = _FIRST_PORT + secrets.randbelow(_PORTS_TO_CHOOSE_FROM)
        try:
            for port in range(first, first + count):
                socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return first


def _ready(process: subprocess.Popen[bytes], port: int, data: Path) -> bool:
    if process.poll() is not None:
        raise RuntimeError(f"The suite ended: {(data / 'suite.log').read_text()[-2_000:]}")
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2).is_success
    except httpx.TransportError:
        return False


def _wait_for(holds: Any, what: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} took more than {_PATIENCE:g} s")
        time.sleep(0.02)
