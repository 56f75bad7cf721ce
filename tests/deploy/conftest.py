"""Places and ports for what runs real servers."""

from __future__ import annotations

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from deploy.services import SERVICES


@contextmanager
def open_folder() -> Iterator[Path]:
    """Make a folder that every user can pass, unlike pytest's own: PostgreSQL isn't run by root."""
    made = Path(tempfile.mkdtemp(prefix="qd-deploy-"))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A new folder that every user can pass."""
    with open_folder() as made:
        yield made


@pytest.fixture(scope="module")
def kept_folder() -> Iterator[Path]:
    """Such a folder for all tests of a file, for what is slow to make."""
    with open_folder() as made:
        yield made


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Find a port that is free, as are the three after it."""

    def find() -> int:
        for _ in range(100):
            with ExitStack() as held:
                first = held.enter_context(socket.socket())
                first.bind(("127.0.0.1", 0))
                port: int = first.getsockname()[1]
                try:
                    for after in range(1, len(SERVICES)):
                        held.enter_context(socket.socket()).bind(("127.0.0.1", port + after))
                except (OSError, OverflowError):
                    continue
                return port
        raise AssertionError("no four free ports in a row")

    return find
