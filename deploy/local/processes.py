"""Starting processes that end with the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Final

_SET_DEATH_SIGNAL: Final = 1
_SET_NAME: Final = 15
_MOST_ARENAS: Final = -8
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)

_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with(parent: int, by: signal.Signals) -> None:
    """Have the kernel send *by* to this process when the process *parent* ends, however it ends.

    Linux alone can do that; elsewhere a killed supervisor leaves its children running.
    """
    if _LIBC:
        _LIBC.prctl(_SET_DEATH_SIGNAL, int(by), 0, 0, 0)
        if os.getppid() != parent:  # it ended before we asked
            os.kill(os.getpid(), by)


def fork(name: str, run: Callable[[], int | None]) -> int:
    """Run *run* in a child of its own process group and return the child's process id.

    The group keeps a Ctrl-C in the terminal from the child: the supervisor says who stops when.
    """
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    held = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    pid = os.fork()
    if pid:
        with suppress(OSError):  # it was quicker, and has ended perhaps
            os.setpgid(pid, pid)
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        return pid
    code = 70
    try:
        os.setpgid(0, 0)
        signal.set_wakeup_fd(-1)
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        die_with(parent, signal.SIGKILL)
        _keep_memory_together()
        if _LIBC:
            _LIBC.prctl(_SET_NAME, f"qd-{name}".encode()[:15], 0, 0, 0)
        code = run() or 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BaseException:  # noqa: BLE001 - nothing above this frame may run in the child
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _keep_memory_together() -> None:
    """Let all threads of this process share one heap: else each keeps what it once needed.

    Measured: a file of a million rows leaves kpi with 54 MB more instead of 69. It is glibc's.
    """
    if _LIBC and hasattr(_LIBC, "mallopt"):
        _LIBC.mallopt(_MOST_ARENAS, 1)


def ended(pid: int) -> int | None:
    """Return the exit code of our child *pid* (negative: the signal), None while it runs."""
    try:
        found, status = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return 0
    return os.waitstatus_to_exitcode(status) if found else None


def tell(pid: int, how: signal.Signals) -> None:
    """Send *how* to the process *pid*, which may have ended."""
    try:
        os.kill(pid, how)
    except ProcessLookupError:
        return
