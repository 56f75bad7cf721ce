"""A suite to which little is long: more than twenty rows are, and a chunk has about six."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from services.kpi.submissions import files
from shared.storage import engine
from tests import suite as house
from tests.database import Database
from tests.kpi.submissions.long_files.posting import CODES, Gate
from tests.suite import Suite


@pytest.fixture
async def suite(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Suite]:
    """That suite; it waits for a lock no longer than a second, and tells three rejected rows."""
    monkeypatch.setattr(files, "MOST_ROWS", 20)
    monkeypatch.setattr(files, "CHUNK", 6)
    monkeypatch.setattr(files, "MOST_TOLD", 3)
    monkeypatch.setattr(engine, "_LOCK_TIMEOUT_MS", 1_000)
    async with house.opened(database) as opened:
        for code in CODES:
            await opened.define_indicator(code)
        yield opened


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """A gate, open until it is shut."""
    return Gate(monkeypatch)
