"""Who draws a picture or writes a workbook keeps no other request waiting for a connection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from services.projects.exchange import routes as exchange
from services.projects.milestones import routes as milestones
from services.projects.threads import routes as threads
from services.projects.views import quarter, routes, use_cases
from shared.storage import connections, sessions

if TYPE_CHECKING:
    from types import ModuleType

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from tests.projects.planning import Planning


@pytest.mark.parametrize(
    ("room", "work", "path"),
    [
        (routes, "timeline_svg", "plans/{plan}/timeline?format=svg"),
        (routes, "answer_working", "plans/{plan}/report?period=2012-13-Q1&format=xlsx"),
        (routes, "answer_working", "plans/{plan}/highlights?period=2012-13-Q1&format=xlsx"),
        (routes, "answer_working", "plans/{plan}/late?format=xlsx"),
        (routes, "answer_working", "late?format=xlsx"),
        (milestones, "answer_working", "plans/{plan}/changes?from=2020-01-01&format=xlsx"),
        (threads, "in_format", "plans/{plan}/contributions?format=xlsx"),
        (exchange, "in_format", "plans/{plan}/rows?format=xlsx"),
        (use_cases, "calendar_of", "calendar.ics"),
        (quarter, "timeline_svg", "quarter?period=2012-13-Q1"),
    ],
)
async def test_no_connection_is_held_while_an_answer_is_made(
    own: Planning, monkeypatch: pytest.MonkeyPatch, room: ModuleType, work: str, path: str
) -> None:
    held: set[int] = set()
    lent: list[int] = []
    begin, end, make = connections.begun, connections.ended, getattr(room, work)

    async def begun(engine: AsyncEngine, opening: str) -> Any:
        connection, driver = await begin(engine, opening)
        if "READ ONLY" in opening and own.body in opening:
            held.add(id(connection))
        return connection, driver

    async def ended(connection: AsyncConnection, *more: Any) -> None:
        held.discard(id(connection))
        await end(connection, *more)

    def making(*given: Any, **more: Any) -> Any:
        lent.append(len(held))
        return make(*given, **more)

    officer = await own.officer()
    monkeypatch.setattr(sessions, "begun", begun)
    monkeypatch.setattr(sessions, "ended", ended)
    monkeypatch.setattr(room, work, making)
    at = f"/v1/projects/bodies/{own.body}/{path.format(plan=own.plan)}"
    answer = await own.suite.http.get(at, headers=officer)

    assert answer.status_code == 200, answer.text
    assert lent == [0]
