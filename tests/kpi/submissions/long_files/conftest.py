"""A suite to which little is long: more than twenty rows are, and a chunk has about six."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from services.kpi.submissions import files
from shared.sheets import gathering, splitting
from shared.sheets.gathering import Extent
from shared.storage import engine
from shared.web import chunks
from tests import suite as house
from tests.database import Database
from tests.kpi.submissions.long_files.posting import CODES, Gate
from tests.suite import Suite


@pytest.fixture
async def suite(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Suite]:
    """That suite; it waits for little more than a moment, and tells three rejected rows."""
    monkeypatch.setattr(files, "MOST_ROWS", 20)
    monkeypatch.setattr(files, "CHUNK", Extent(6, 4_000_000))
    monkeypatch.setattr(gathering, "_HELD", Extent(21, 4_000_000))
    monkeypatch.setattr(splitting, "_AT_ONCE", 1)  # a block is a row
    monkeypatch.setattr(files, "MOST_TOLD", 3)
    monkeypatch.setattr(chunks, "_PAUSES", (0.05, 0.05))
    monkeypatch.setattr(chunks, "_PATIENCE_FOR_A_PLACE", 0.3)
    monkeypatch.setattr(engine, "_LOCK_TIMEOUT_MS", 500)
    async with house.opened(database) as opened:
        for code in CODES:
            await opened.define_indicator(code)
        yield opened


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """A gate, open until it is shut."""
    return Gate(monkeypatch)
