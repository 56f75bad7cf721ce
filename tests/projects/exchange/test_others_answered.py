"""A sheet takes its time to be judged; meanwhile others are answered."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Final

import pytest

from services.projects.exchange import routes, use_cases

if TYPE_CHECKING:
    from types import ModuleType

    from tests.projects.planning import Planning

PATIENCE_S: Final = 5
"""For an answer that takes milliseconds, unless nobody is there to give it."""


@pytest.mark.parametrize(
    ("room", "work"),
    [(routes, "drafts_of_json"), (use_cases, "decide")],
    ids=["reading", "judging"],
)
async def test_others_are_answered_while_a_sheet_is_worked_on(
    planning: Planning, monkeypatch: pytest.MonkeyPatch, room: ModuleType, work: str
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
    officer = await planning.officer()
    sent = {"items": [{"item": "P1", "title": "Priority", "owners": "LB"}]}
    at = f"{planning.at}/rows"
    importing = asyncio.create_task(planning.suite.http.post(at, json=sent, headers=officer))
    await begun.wait()
    other = await planning.suite.http.get("/livez")
    read = await planning.get("items/P1")
    answered.set()

    assert (other.status_code, read.status_code) == (200, 200)
    assert (await importing).status_code == 201
    assert waits == [True]
