"""The PostgreSQL of a test session: one server, and for each test a database of its own.

The first test that wants one starts a keeper, which runs the server with everything migrated and
ends it when the session's first process does, however that ends. Tests of all workers clone the
one database it made.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final
from uuid import uuid4

import asyncpg

from deploy.local.address import Address
from deploy.local.provision import quoted, settings_in
from deploy.local.throwaway import ready_databases, throwaway_postgres
from deploy.services import ROOT, role

SESSION: Final = "QD_TEST_SESSION"
"""The environment variable by which workers find the session's folder."""

LOST: Final = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""As what a connection that was cut off is met, according to how far the news of it had come."""

_PATIENCE: Final = 90.0


@dataclass(frozen=True, slots=True)
class Database:
    """A database of one test, migrated and empty.

    Attributes:
        name: Of the database.
        admin: The superuser's login to it.
    """

    name: str
    admin: Address

    def address(self, service: str, kind: str = "runtime") -> Address:
        """Return the login of a role (`owner`, `runtime` or `public`) of *service*."""
        return self.admin.by(role(service, kind))

    def url(self, service: str, kind: str = "runtime") -> str:
        """Return that login as SQLAlchemy takes it."""
        return self.address(service, kind).url


def open_session() -> IO[str]:
    """Make the session's folder, and return what keeps its server alive until it is closed."""
    folder = Path(tempfile.mkdtemp(prefix="qd-tests-"))
    alive = (folder / "alive").open("w")
    fcntl.flock(alive, fcntl.LOCK_EX)
    os.environ[SESSION] = str(folder)
    return alive


def close_session(alive: IO[str]) -> None:
    """Let the keeper end, or remove the folder if no test wanted one."""
    folder = Path(os.environ.pop(SESSION))
    started = (folder / "keeper").exists()
    alive.close()
    if not started:
        shutil.rmtree(folder)
        return
    deadline = time.monotonic() + _PATIENCE
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def server() -> Address:
    """Return the superuser's login to the migrated database, which is there to be cloned.

    Raises:
        RuntimeError: If the server couldn't be started, with what it said.
    """
    folder = Path(os.environ[SESSION])
    answer = folder / "answer.json"
    with (folder / "starting").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        if not answer.exists():
            _start_keeper(folder)
            deadline = time.monotonic() + _PATIENCE
            while not answer.exists() and time.monotonic() < deadline:
                time.sleep(0.02)
    said = json.loads(answer.read_text()) if answer.exists() else {"error": "it took too long"}
    if "error" in said:
        raise RuntimeError(f"The tests' PostgreSQL can't start: {said['error']}")
    return Address(**said)


@asynccontextmanager
async def cloned(source: Address) -> AsyncIterator[Database]:
    """Make a copy of the migrated database, and drop it afterwards."""
    name = f"test_{uuid4().hex}"
    connection = await source.to("postgres").connect()
    try:
        await connection.execute(
            f"CREATE DATABASE {quoted(name)} TEMPLATE {quoted(source.database)}"
        )
        await connection.execute(
            ";".join((f"REVOKE ALL ON DATABASE {quoted(name)} FROM PUBLIC", *settings_in(name)))
        )
        try:
            yield Database(name, source.to(name))
        finally:
            await connection.execute(f"DROP DATABASE {quoted(name)} WITH (FORCE)")
    finally:
        await connection.close()


def _start_keeper(folder: Path) -> None:
    (folder / "keeper").touch()
    with (folder / "keeper.log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.database", str(folder)],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    keeper.returncode = 0  # it outlives this worker, and is nobody's to wait for


def _keep(folder: Path) -> None:
    """Run the server in *folder* until the session ends."""
    answer = folder / "answer.json"
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    try:
        with throwaway_postgres(folder) as postgres:
            address = ready_databases(postgres).admin
            _answer(
                answer, {"host": address.host, "database": address.database, "user": address.user}
            )
            with (folder / "alive").open() as alive:
                fcntl.flock(alive, fcntl.LOCK_SH)
    except BaseException as error:
        _answer(answer, {"error": f"{error} (see {folder / 'keeper.log'})"})
        raise
    shutil.rmtree(folder)


def _answer(file: Path, said: dict[str, str]) -> None:
    draft = file.with_suffix(".draft")
    draft.write_text(json.dumps(said))
    draft.replace(file)


if __name__ == "__main__":
    _keep(Path(sys.argv[1]))
