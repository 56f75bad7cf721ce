"""What happens when the other side of the door fails, hangs, or leaves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.gateway.door.gate import GET, answering, say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

    from tests.gateway.door.gate import Gate, RawServed, Served


async def test_a_service_that_is_down_is_503_and_says_when_to_try_again(
    gate: Gate, serve: Served
) -> None:
    gone = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0)
    port = gone.sockets[0].getsockname()[1]
    gone.close()
    await gone.wait_closed()
    url = await serve(gate.door(gate.forward(f"http://127.0.0.1:{port}")))

    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.post("/v1/kpi/submissions", content=b"{}")

    problem = answer.json()
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["content-type"] == "application/problem+json"
    assert (problem["type"], problem["instance"]) == (
        "/problems/unavailable",
        "/v1/kpi/submissions",
    )
    assert problem["request_id"] == answer.headers["x-request-id"]


async def test_a_service_that_hangs_is_504_at_the_deadline(
    gate: Gate, serve: Served, serve_raw: RawServed
) -> None:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until the door gives up and closes
        writer.close()

    url = await serve(gate.door(gate.forward(await serve_raw(handle), deadline=0.2)))
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.get("/v1/kpi/x")

    assert (answer.status_code, answer.json()["code"]) == (504, "timed_out")
    assert int(answer.headers["retry-after"]) > 0


async def test_rubbish_for_an_answer_is_503(
    gate: Gate, serve: Served, serve_raw: RawServed
) -> None:
    url = await serve(gate.door(gate.forward(await serve_raw(answering(b"SMTP ready\r\n\r\n")))))
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.get("/v1/kpi/x")

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")


async def test_an_upload_is_judged_by_progress_not_by_its_length(gate: Gate, serve: Served) -> None:
    """Six chunks, 0.1 s apart, take longer than the deadline of 0.4 s."""

    async def payload() -> AsyncIterator[bytes]:
        for _ in range(6):
            await asyncio.sleep(0.1)
            yield b"row\n"

    url = await serve(gate.door(gate.forward(await serve(gate.echo("kpi")), deadline=0.4)))
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.post("/v1/kpi/submissions", content=payload())

    assert answer.json()["body"] == "row\n" * 6


async def test_a_payload_that_stops_arriving_is_the_callers_fault(
    gate: Gate, serve: Served
) -> None:
    url = await serve(gate.door(gate.forward(await serve(gate.echo("kpi")), deadline=0.2)))

    answer = await say(url, b"POST /v1/kpi/x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"connection: close" in answer.lower()


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ],
    ids=["with a length", "in chunks"],
)
async def test_an_answer_that_dies_in_its_middle_never_looks_whole(
    gate: Gate, serve: Served, serve_raw: RawServed, answer: bytes
) -> None:
    url = await serve(gate.door(gate.forward(await serve_raw(answering(answer)))))

    async with httpx.AsyncClient(base_url=url) as client:
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/v1/kpi/x")


async def test_a_post_is_never_sent_twice(gate: Gate, serve: Served, serve_raw: RawServed) -> None:
    seen = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            seen.append(head.split(b" ")[0])
            if head.startswith(b"POST"):
                break
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    url = await serve(gate.door(gate.forward(await serve_raw(handle))))
    async with httpx.AsyncClient(base_url=url) as client:
        await client.get("/v1/kpi/x")  # so that the POST goes over a kept connection
        answer = await client.post("/v1/kpi/x")

    assert answer.status_code == 503
    assert seen == [b"GET", b"POST"]


async def test_a_get_on_a_connection_that_went_stale_is_sent_again(
    gate: Gate, serve: Served, serve_raw: RawServed
) -> None:
    connections = 0

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        first = connections == 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        if first:
            await reader.readuntil(b"\r\n\r\n")  # takes the second request, and dies with it
        writer.close()

    url = await serve(gate.door(gate.forward(await serve_raw(handle))))
    async with httpx.AsyncClient(base_url=url) as client:
        await client.get("/v1/kpi/x")
        second = await client.get("/v1/kpi/x")

    assert (second.status_code, connections) == (200, 2)


async def test_a_caller_who_leaves_takes_the_call_with_him(
    gate: Gate, serve: Served, serve_raw: RawServed
) -> None:
    asked, closed = asyncio.Event(), asyncio.Event()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        await reader.read()
        closed.set()
        writer.close()

    url = await serve(gate.door(gate.forward(await serve_raw(handle), deadline=60)))
    _, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
    writer.write(GET % (b"/v1/kpi/x", b""))
    await asyncio.wait_for(asked.wait(), 5)
    writer.close()

    await asyncio.wait_for(closed.wait(), 5)


async def test_a_payload_whose_sender_leaves_has_no_end_for_the_service(
    gate: Gate, serve: Served, serve_raw: RawServed
) -> None:
    received: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"half\r\n")
        received.set_result(head + await reader.read())
        writer.close()

    url = await serve(gate.door(gate.forward(await serve_raw(handle), deadline=60)))
    _, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
    writer.write(
        b"POST /v1/kpi/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
    )
    await asyncio.sleep(0.1)
    writer.close()

    assert (await asyncio.wait_for(received, 5)).endswith(b"half\r\n")  # and no 0-chunk after it


async def test_an_early_refusal_of_an_upload_reaches_the_caller(gate: Gate, serve: Served) -> None:
    async def service(scope: Scope, receive: Receive, send: Send) -> None:
        fields = [(b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 413, "headers": fields})
        await send({"type": "http.response.body"})

    url = await serve(gate.door(gate.forward(await serve(service))))
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.post("/v1/kpi/x", content=b"x" * 5_000_000)

    assert answer.status_code == 413
