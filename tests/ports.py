"""Ports for what runs real servers."""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack
from itertools import cycle
from typing import Final

from deploy.services import SERVICES

_EACH: Final = 1_000
_WORKER: Final = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_FIRST: Final = 10_000 + _EACH * (_WORKER % 20)
"""Each worker looks among a thousand of its own, below those that systems give to connections."""

_starts: Final = range(_FIRST, _FIRST + _EACH, len(SERVICES))
_turned: Final = os.getpid() % len(_starts)  # others on this machine may test at the same time
_next: Final = cycle([*_starts[_turned:], *_starts[:_turned]])


def free_port() -> int:
    """Return a port that is free, as are those after it for the services of a suite.

    Between here and the server's start nobody is likely to take it: no other worker looks there,
    no connection begins there, and the same ones come again after all others.
    """
    for _ in range(_EACH):
        port: int = next(_next)
        with ExitStack() as held:
            try:
                for number in range(port, port + len(SERVICES)):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", number))
            except OSError:
                continue
            return port
    message = "no free ports in a row"
    raise AssertionError(message)
