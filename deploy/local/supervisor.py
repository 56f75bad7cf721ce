"""Keeping processes running, and stopping them in order. One thread, no event loop."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deploy.local.cannot import CannotStart
from deploy.local.folder import write_privately
from deploy.local.processes import ended, tell

_TICK: Final = 0.05
_STEADY: Final = 20.0
"""Seconds after which a process counts as having started well."""
_WAITS: Final = (0.0, 0.5, 1.0, 2.0, 4.0, 5.0)
"""Seconds before each further start of a process that doesn't stay up."""
_TRIES: Final = 4
"""Starts of a process before the suite was ever ready, after which it is given up."""


@dataclass(slots=True)
class Kept:
    """A process that is started again when it ends.

    Attributes:
        start: Starts it and returns its process id.
        pid: Of the running process; None while there is none.
        failures: How often in a row it ended before it was steady.
        due: When to start it, on the monotonic clock.
    """

    name: str
    start: Callable[[], int]
    pid: int | None = None
    began: float = 0.0
    failures: int = 0
    due: float = 0.0


@dataclass(slots=True)
class Repeated:
    """A process that does something and ends, and is started again after a while.

    Attributes:
        start: Starts it and returns its process id.
        every: Seconds from one start to the next.
        pid: Of the running process; None while there is none.
        due: When to start it, on the monotonic clock.
    """

    start: Callable[[], int]
    every: float
    pid: int | None = None
    due: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Starts processes, and starts those again that end.

    Attributes:
        record: The file that says which process id is whose.
        stopping: How often we were told to stop.
    """

    record: Path
    stopping: int = field(default=0, init=False)
    ready: bool = field(default=False, init=False)
    _kept: dict[str, Kept] = field(default_factory=dict, init=False)
    _repeated: list[Repeated] = field(default_factory=list, init=False)
    _wake: int = field(default=-1, init=False)

    def listen(self) -> None:
        """Take signals: they end a pause, and the usual three ask us to stop."""
        self._wake, write = os.pipe()
        os.set_blocking(self._wake, False)
        os.set_blocking(write, False)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, self._stop)

    def keep(self, name: str, start: Callable[[], int]) -> None:
        """Start a process, and keep it running from now on."""
        kept = self._kept[name] = Kept(name, start)
        self._start(kept)

    def repeat(self, start: Callable[[], int], *, every: float) -> None:
        """Start a process at the next pause and then every so many seconds, never two at once."""
        self._repeated.append(Repeated(start, every))

    def pause(self, seconds: float = _TICK) -> None:
        """Wait until a signal comes, at most *seconds*; then look after the processes."""
        if select.select([self._wake], [], [], seconds)[0]:
            with suppress(BlockingIOError):
                while os.read(self._wake, 512):
                    pass
        self._look_after()

    def finish(self, pid: int) -> int:
        """Wait for the child *pid*, which does something once, and return its exit code.

        It is ended when we are told to stop.
        """
        while (code := ended(pid)) is None:
            if self.stopping:
                tell(pid, signal.SIGKILL)
            self.pause()
        return code

    def stop(self, name: str, patience: float) -> None:
        """Ask a process to end, wait *patience* seconds, then end it. Twice told, at once.

        From here on no process is started again.
        """
        self.stopping = max(self.stopping, 1)
        kept = self._kept.pop(name, None)
        if kept is None or kept.pid is None:
            return
        tell(kept.pid, signal.SIGTERM)
        deadline = time.monotonic() + patience
        told = self.stopping
        while ended(kept.pid) is None:
            if time.monotonic() > deadline or self.stopping > max(told, 1):
                tell(kept.pid, signal.SIGKILL)
                os.waitpid(kept.pid, 0)
                break
            self.pause()

    def release(self, name: str) -> None:
        """Stop looking after a process, which its owner will end."""
        self._kept.pop(name, None)

    def _stop(self, *_: object) -> None:
        self.stopping += 1

    def _look_after(self) -> None:
        for kept in list(self._kept.values()):
            if kept.pid is not None and (code := ended(kept.pid)) is not None:
                self._ended(kept, code)
            if kept.pid is None and not self.stopping and time.monotonic() >= kept.due:
                self._start(kept)
        for each in self._repeated:
            self._look_after_repeated(each)

    def _look_after_repeated(self, each: Repeated) -> None:
        if each.pid is not None:
            if self.stopping:
                tell(each.pid, signal.SIGKILL)
            if ended(each.pid) is not None:
                each.pid = None
        elif not self.stopping and time.monotonic() >= each.due:
            each.due = time.monotonic() + each.every
            each.pid = each.start()

    def _ended(self, kept: Kept, code: int) -> None:
        kept.pid = None
        if self.stopping:
            return
        steady = time.monotonic() - kept.began > _STEADY
        kept.failures = 0 if steady else kept.failures + 1
        if not self.ready and kept.failures >= _TRIES:
            raise CannotStart(f"{kept.name} ended {_TRIES} times; what it said stands above.")
        wait = _WAITS[min(kept.failures, len(_WAITS)) - 1 if kept.failures else 0]
        kept.due = time.monotonic() + wait
        when = f"in {wait:g} s" if wait else "now"
        print(f"{kept.name} ended ({_reason(code)}); starting it again {when}.", file=sys.stderr)

    def _start(self, kept: Kept) -> None:
        kept.began = time.monotonic()
        try:
            kept.pid = kept.start()
        except CannotStart as refusal:
            if not self.ready:
                raise
            kept.due = kept.began + _WAITS[-1]
            print(f"{kept.name} can't start: {refusal}", file=sys.stderr)
            return
        running = {name: each.pid for name, each in self._kept.items()}
        write_privately(self.record, {"supervisor": os.getpid(), **running})


def _reason(code: int) -> str:
    if code < 0:
        return f"by {signal.Signals(-code).name}"
    return f"with exit code {code}"
