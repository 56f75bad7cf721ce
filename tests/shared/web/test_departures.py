"""A caller who leaves before the answer: the work ends, and no fault is made of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from starlette.requests import Request
from starlette.responses import StreamingResponse
from structlog.testing import capture_logs

from shared.web.departures import WATCHED_AFTER
from shared.web.layers import Outermost
from tests.shared.desk import BODY, Desk

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

ASLEEP = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event = 'PgSleep'"
)
WHOLE: Sequence[Message] = ({"type": "http.request", "body": b"{}", "more_body": False},)
HALF: Sequence[Message] = ({"type": "http.request", "body": b'{"te', "more_body": True},)


class Caller:
    """Somebody who sends what is told, then waits for the answer until told to leave."""

    def __init__(self, *sends: Message) -> None:
        self._sends = list(sends)
        self.leaves = asyncio.Event()
        self.heard: list[Message] = []

    async def receive(self) -> Message:
        """Tell what the caller does next."""
        if self._sends:
            return self._sends.pop(0)
        await self.leaves.wait()
        return {"type": "http.disconnect"}

    async def hear(self, message: Message) -> None:
        """Take a piece of the answer."""
        self.heard.append(message)


def request(desk: Desk, method: str, path: str) -> dict[str, Any]:
    headers = desk.caller(BODY) | {"Content-Type": "application/json"}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }


async def sleepers(desk: Desk, count: int) -> None:
    """Wait until so many statements sleep."""
    for _ in range(100):
        if await desk.asked_of_database(ASLEEP) == count:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"never {count}")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/kpi/desk/sleep"), ("POST", f"/v1/kpi/bodies/{BODY}/naps")]
)
async def test_who_leaves_ends_the_statement_and_undoes_the_write(
    desk: Desk, method: str, path: str
) -> None:
    caller = Caller(*WHOLE)
    work = asyncio.ensure_future(desk.app(request(desk, method, path), caller.receive, caller.hear))
    await sleepers(desk, 1)

    caller.leaves.set()
    await work

    await sleepers(desk, 0)
    assert await desk.notes() == 0
    assert (await desk.note()).status_code == 201


async def test_who_leaves_in_mid_payload_is_no_fault_of_ours(desk: Desk) -> None:
    caller = Caller(*HALF)
    caller.leaves.set()
    scope = request(desk, "POST", f"/v1/kpi/bodies/{BODY}/notes")
    with capture_logs() as said:
        await desk.app(scope, caller.receive, caller.hear)

    assert said == []
    assert await desk.notes() == 0


async def test_who_stays_gets_a_long_answer_whole(desk: Desk) -> None:
    """A stream listens for the caller's departure itself, and must not be kept busy by us."""

    async def pieces() -> AsyncIterator[bytes]:
        for piece in (b"a", b"b", b"c"):
            yield piece
            await asyncio.sleep(WATCHED_AFTER / 2)

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        await StreamingResponse(pieces())(scope, receive, send)

    for method, sends in (("GET", ()), ("POST", WHOLE)):
        caller = Caller(*sends)
        async with asyncio.timeout(5):
            await Outermost(stream)(request(desk, method, "/"), caller.receive, caller.hear)
        assert b"".join(message.get("body", b"") for message in caller.heard) == b"abc"


async def test_who_leaves_with_the_answer_in_hand_cuts_nothing(desk: Desk) -> None:
    finished = False

    async def tidy_up_afterwards(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal finished
        await asyncio.sleep(WATCHED_AFTER * 1.5)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        caller.leaves.set()
        await asyncio.sleep(0.05)
        finished = True

    caller = Caller()
    app = Outermost(tidy_up_afterwards)
    await app(request(desk, "GET", "/"), caller.receive, caller.hear)

    assert finished
