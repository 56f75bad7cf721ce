"""What every test may ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import IO

import hypothesis
import pytest
import structlog

from tests import suite as house
from tests.database import Database, cloned, close_session, open_session, server
from tests.promises.crowds import FULL

# No example is timed: the machine is shared. The examples are the same in each run, so that a
# commit is judged by what it changes; with QD_FULL=1 they are new ones each time.
hypothesis.settings.register_profile("usual", deadline=None, derandomize=True)
hypothesis.settings.register_profile("full", deadline=None)
hypothesis.settings.load_profile("full" if FULL else "usual")

_ALIVE = pytest.StashKey[IO[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Open the session's folder, in its first process alone: xdist's workers find it."""
    if not hasattr(config, "workerinput"):
        config.stash[_ALIVE] = open_session()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let the session's server end."""
    if _ALIVE in config.stash:
        close_session(config.stash[_ALIVE])


@pytest.fixture(autouse=True, scope="session")
def plain_tracebacks() -> None:
    """Log without rich tracebacks: with every frame's locals, each takes seconds."""
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[renderer])


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    """A PostgreSQL database of the test's own: migrated, empty, dropped afterwards."""
    async with cloned(server()) as made:
        yield made


@pytest.fixture
async def suite(database: Database) -> AsyncIterator[house.Suite]:
    """The whole suite in one process, on a database of the test's own."""
    async with house.opened(database) as opened:
        yield opened
