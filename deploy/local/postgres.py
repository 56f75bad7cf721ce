"""Our own PostgreSQL: made, started and stopped; reached through a socket alone."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from deploy.local.address import Address
from deploy.local.cannot import CannotStart
from deploy.local.home import Home
from deploy.local.processes import die_with, ended, tell

SUPERUSER: Final = "postgres"
DATABASE: Final = "quarterday"

_LONGEST_SOCKET: Final = 107
_SAFE: Final = re.compile(r"[A-Za-z0-9/._-]+")
_SETTINGS: Final = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "jit": "off",  # our statements are short: compiling one costs more than running it
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_statement": "none",
    "log_min_error_statement": "panic",  # statements carry figures that are not published yet
    "log_parameter_max_length_on_error": "0",
}
_CARELESS: Final = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "400",  # several suites at a time, each with its pools
}
"""Of a server for tests."""

PATIENCE_WITH_ANOTHER: Final = 10.0
"""Seconds that another server on the same cluster is given to stop."""

_PATIENCE: Final = 60.0
_LOG_SIZE: Final = 10_000_000


@dataclass(slots=True)
class Postgres:
    """A PostgreSQL in its *home*.

    Attributes:
        log: The file that takes what the server says.
        durable: Whether a commit waits for the disk. Off in tests alone.
        pid: The server's process id; 0 before the first start.
    """

    home: Home
    log: Path
    durable: bool = True
    pid: int = field(default=0, init=False)

    @property
    def sockets(self) -> Path:
        """The folder of the socket; short, since a socket's path may take 107 bytes at most."""
        near = self.home.folder / "run"
        if len(os.fsencode(near / ".s.PGSQL.5432")) <= _LONGEST_SOCKET and _SAFE.fullmatch(
            str(near)
        ):
            return near
        return Path("/tmp") / f"qd-{os.geteuid()}-{_short(self.home.folder)}"  # noqa: S108 - 0700, and its owner is checked

    @property
    def address(self) -> Address:
        """Our database, as the superuser sees it."""
        return Address(host=str(self.sockets), database=DATABASE, user=SUPERUSER)

    def make(self) -> bool:
        """Make the cluster unless it is there, and return whether it was made.

        Raises:
            CannotStart: If it can't be made, or was made by another major version.
        """
        version = self.home.cluster / "PG_VERSION"
        if version.exists():
            made_by = version.read_text(encoding="ascii").strip()
            if made_by != str(self.home.binaries.major):
                raise CannotStart(
                    f"the database in {self.home.cluster} was made by PostgreSQL {made_by}, and "
                    f"this is {self.home.binaries.major}; move it over with pg_dump and pg_restore."
                )
            return False
        draft = self.home.folder / "cluster-draft"
        shutil.rmtree(draft, ignore_errors=True)
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        if self.home.binaries.major < 17:  # noqa: PLR2004 - the first that brings its own locale
            locale = ["--locale=C"]
        done = subprocess.run(
            [
                self.home.binaries.bin / "initdb",
                f"--pgdata={draft}",
                f"--username={SUPERUSER}",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-instructions",
                *locale,
                *([] if self.durable else ["--no-sync"]),
            ],
            **self._as_user(),
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise CannotStart(f"PostgreSQL can't make its database: {said[-1] if said else '?'}")
        draft.rename(self.home.cluster)
        return True

    def start(self) -> int:
        """Start the server and return its process id. It isn't ready yet: see `wait`.

        Raises:
            CannotStart: If another server runs on the same cluster.
        """
        self._clear_away()
        self._make_sockets()
        settings = _SETTINGS | ({} if self.durable else _CARELESS)
        settings["unix_socket_directories"] = str(self.sockets)
        if self.log.exists() and self.log.stat().st_size > _LOG_SIZE:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            server = subprocess.Popen(
                [
                    self.home.binaries.bin / "postgres",
                    f"-D{self.home.cluster}",
                    *(f"--{name}={value}" for name, value in settings.items()),
                ],
                **self._as_user(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=functools.partial(die_with, os.getpid(), signal.SIGINT),  # noqa: PLW1509 - we have one thread
            )
        server.returncode = 0  # it is waited for by its process id, not through Popen
        self.pid = server.pid
        return self.pid

    def wait(self) -> None:
        """Return once the server takes connections.

        Raises:
            CannotStart: If it ended instead.
        """
        deadline = time.monotonic() + _PATIENCE
        while not self.ready():
            if not _runs(self.pid) or time.monotonic() > deadline:
                raise CannotStart(f"PostgreSQL didn't start: {self._last_words()} (see {self.log})")
            time.sleep(0.01)

    def ready(self) -> bool:
        """Return whether the server takes connections, as it says in its lock file."""
        lines = self._lock_file()
        return len(lines) > 7 and lines[0] == str(self.pid) and lines[7].strip() == "ready"  # noqa: PLR2004 - its eighth line

    def stop(self) -> None:
        """Stop the server: at once, rolling back what is under way, and in the end by force."""
        if not self.pid:
            return
        for how, patience in (
            (signal.SIGINT, 30.0),
            (signal.SIGQUIT, 5.0),
            (signal.SIGKILL, 5.0),
        ):
            tell(self.pid, how)
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline:
                if ended(self.pid) is not None:
                    self._remove_sockets()
                    return
                time.sleep(0.01)

    def _clear_away(self) -> None:
        """Wait for a server that is just stopping, and drop the lock file of one long gone.

        PostgreSQL takes any process with the old number for its own; numbers come again soon in
        containers, so we look what that process is.
        """
        deadline = time.monotonic() + PATIENCE_WITH_ANOTHER
        while lines := self._lock_file():
            if not _serves(int(lines[0]), self.home.cluster):
                (self.home.cluster / "postmaster.pid").unlink(missing_ok=True)
                return
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"a PostgreSQL (process {lines[0]}) already runs on {self.home.cluster}; "
                    "stop it first."
                )
            time.sleep(0.05)

    def _make_sockets(self) -> None:
        folder = self.sockets
        user = self.home.user.pw_uid if self.home.user else os.geteuid()
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(folder, user, -1, follow_symlinks=False)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != user or found.st_mode & 0o077:
            raise CannotStart(f"{folder} is not ours alone; remove it.")

    def _remove_sockets(self) -> None:
        with suppress(OSError):  # something else lies in it, or someone else took it
            self.sockets.rmdir()

    def _lock_file(self) -> list[str]:
        try:
            text = (self.home.cluster / "postmaster.pid").read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        lines = text.splitlines()
        return lines if lines and lines[0].isdigit() else []

    def _last_words(self) -> str:
        said = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        grave = [line for line in said[-20:] if "FATAL" in line or "could not" in line]
        return (grave or said or ["it said nothing"])[-1].strip()

    def _as_user(self) -> dict[str, Any]:
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        options: dict[str, Any] = {"cwd": self.home.folder, "env": environment}
        if self.home.user:
            options |= {
                "user": self.home.user.pw_uid,
                "group": self.home.user.pw_gid,
                "extra_groups": [],
            }
        return options


def _runs(pid: int) -> bool:
    """Return whether *pid* is a process that hasn't ended, leaving its exit code to be read."""
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except ChildProcessError:
        pass
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _serves(pid: int, cluster: Path) -> bool:
    """Return whether the process *pid* is a PostgreSQL that works in *cluster*."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == cluster.resolve()
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    except PermissionError:
        return True
    return _runs(pid)


def _short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
