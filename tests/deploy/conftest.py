"""Places and ports for what runs real servers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import ports


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
    """Find a port that is free, as are those after it."""
    return ports.free_port
