"""Work that is held up until somebody else was answered: it is done beside other requests."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from types import ModuleType

    import httpx
    import pytest

PATIENCE_S: Final = 5
"""For an answer that takes milliseconds, unless nobody is there to give it."""


async def check_others_are_answered(
    monkeypatch: pytest.MonkeyPatch,
    room: ModuleType,
    work: str,
    *,
    asked: Coroutine[Any, Any, httpx.Response],
    http: httpx.AsyncClient,
) -> None:
    """Fail unless another is answered after *work* of *asked* began, and before it goes on."""
    begun, answered = asyncio.Event(), threading.Event()
    loop, done = asyncio.get_running_loop(), getattr(room, work)
    waits: list[bool] = []

    def waiting(*given: Any) -> Any:
        loop.call_soon_threadsafe(begun.set)
        waits.append(answered.wait(PATIENCE_S))
        return done(*given)

    monkeypatch.setattr(room, work, waiting)
    asking = asyncio.create_task(asked)
    await begun.wait()
    other = await http.get("/livez")
    answered.set()

    assert other.status_code == 200
    assert (await asking).status_code == 201
    assert waits == [True]
