"""A service in the door's own process is given the time, and shows the care, of one elsewhere."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from deploy.services import ROOT
from services.gateway.door.here import Here
from tests.gateway.door.gate import say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

    from tests.gateway.door.gate import Gate, Served

START = {"type": "http.response.start", "status": 200, "headers": []}


async def test_an_upload_is_judged_by_progress_not_by_its_length(gate: Gate, serve: Served) -> None:
    """Six chunks, 0.1 s apart, take longer than the deadline of 0.4 s."""

    async def payload() -> AsyncIterator[bytes]:
        for _ in range(6):
            await asyncio.sleep(0.1)
            yield b"row\n"

    url = await serve(gate.door(Here(gate.echo("kpi"), name="kpi", deadline=0.4)))
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.post("/v1/kpi/submissions", content=payload())

    assert answer.json()["body"] == "row\n" * 6


async def test_a_payload_that_stops_arriving_is_the_callers_fault(
    gate: Gate, serve: Served
) -> None:
    url = await serve(gate.door(Here(gate.echo("kpi"), name="kpi", deadline=0.2)))

    answer = await say(url, b"POST /v1/kpi/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"connection: close" in answer.lower()


async def test_a_service_that_does_not_answer_in_time_is_named(gate: Gate, serve: Served) -> None:
    async def silent(_scope: Scope, receive: Receive, _send: Send) -> None:
        await receive()
        await asyncio.Event().wait()

    url = await serve(gate.door(Here(silent, name="kpi", deadline=0.2)))
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.get("/v1/kpi/x")

    assert (answer.status_code, answer.json()["code"]) == (504, "timed_out")
    assert answer.json()["detail"] == "The kpi service did not answer within 0.2 seconds."


async def test_an_answer_that_stops_in_its_middle_never_looks_whole(
    gate: Gate, serve: Served
) -> None:
    async def stopping(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(START)
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        await asyncio.Event().wait()

    url = await serve(gate.door(Here(stopping, name="kpi", deadline=0.2)))
    async with httpx.AsyncClient(base_url=url) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/v1/kpi/x")


async def test_a_download_is_judged_by_progress_too(gate: Gate, serve: Served) -> None:
    """Six chunks, 0.1 s apart, take longer than the deadline of 0.4 s."""

    async def slow(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(START)
        for left in range(5, -1, -1):
            await asyncio.sleep(0.1)
            body = {"type": "http.response.body", "body": b"row\n", "more_body": left > 0}
            await send(body)

    url = await serve(gate.door(Here(slow, name="kpi", deadline=0.4)))
    async with httpx.AsyncClient(base_url=url) as client:
        assert (await client.get("/v1/kpi/x")).text == "row\n" * 6


async def test_what_was_asked_for_is_finished_though_the_caller_left(
    gate: Gate, serve: Served
) -> None:
    """A commit under way is not torn up because somebody closed a connection."""
    began, finished = asyncio.Event(), asyncio.Event()

    async def committing(_scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        began.set()
        assert (await receive())["type"] == "http.disconnect"
        await asyncio.sleep(0.05)
        finished.set()
        await send(START)
        await send({"type": "http.response.body", "body": b""})

    url = await serve(gate.door(Here(committing, name="kpi")))
    _, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
    writer.write(b"GET /v1/kpi/x HTTP/1.1\r\nHost: a\r\n\r\n")
    await began.wait()
    writer.close()

    await asyncio.wait_for(finished.wait(), 5)


SPEAKS = """
import asyncio, structlog
from services.gateway.door.here import Here
from shared.web.watching import configure_logs

configure_logs("gateway")
log = structlog.get_logger()

async def kpi(scope, receive, send):
    log.info("by the service")
    await asyncio.create_task(begun())

async def begun():
    log.info("by its task")

async def main():
    for _ in range(2):
        await Here(kpi, name="kpi")({"type": "http", "headers": []}, None, None)
        log.info("by the gateway")

asyncio.run(main())
"""


def test_each_line_of_the_log_says_which_service_speaks() -> None:
    """In a process of its own: logging is configured once and for all."""
    ran = subprocess.run([sys.executable, "-c", SPEAKS], cwd=ROOT, capture_output=True, check=True)

    said = [json.loads(line) for line in ran.stderr.splitlines()]
    assert [(line["service"], line["event"]) for line in said] == [
        ("kpi", "by the service"),
        ("kpi", "by its task"),
        ("gateway", "by the gateway"),
    ] * 2
