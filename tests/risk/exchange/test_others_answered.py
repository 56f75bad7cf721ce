"""A sheet takes its time to be judged; meanwhile others are answered."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Final

import pytest

from services.risk.exchange import routes, use_cases

if TYPE_CHECKING:
    from types import ModuleType

    from tests.risk.exchange.sheets import Sheets

PATIENCE_S: Final = 5
"""For an answer that takes milliseconds, unless nobody is there to give it."""


@pytest.mark.parametrize(
    ("room", "work"),
    [(routes, "drafts_of_json"), (use_cases, "decide")],
    ids=["reading", "judging"],
)
async def test_others_are_answered_while_a_sheet_is_worked_on(
    sheets: Sheets, monkeypatch: pytest.MonkeyPatch, room: ModuleType, work: str
) -> None:
    """The work goes on only once another was answered that asked after it had begun."""
    begun, answered = asyncio.Event(), threading.Event()
    loop, done = asyncio.get_running_loop(), getattr(room, work)
    waits: list[bool] = []

    def waiting(*given: Any) -> Any:
        loop.call_soon_threadsafe(begun.set)
        waits.append(answered.wait(PATIENCE_S))
        return done(*given)

    monkeypatch.setattr(room, work, waiting)
    importing = asyncio.create_task(sheets.sent({"reference": "R1", "title": "Loss"}))
    await begun.wait()
    other = await sheets.desk.suite.http.get("/livez")
    answered.set()

    assert other.status_code == 200
    assert (await importing).status_code == 201
    assert waits == [True]
