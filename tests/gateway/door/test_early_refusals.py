"""A refusal that needs no payload waits for none, and whoever goes on sending is cut off."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import httpx

from tests.gateway.door.gate import say

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from tests.gateway.door.gate import Gate, Served

HEAD = b"POST /v1/kpi/x HTTP/1.1\r\nHost: a\r\n"


async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer by the head alone."""
    fields = [(b"content-length", b"2")]
    await send({"type": "http.response.start", "status": 413, "headers": fields})
    await send({"type": "http.response.body", "body": b"no"})


async def test_a_service_can_refuse_by_the_head_before_a_payload_begins(
    gate: Gate, serve: Served
) -> None:
    """The deadline is ten seconds; were the head to wait for the payload, so would the answer."""
    url = await serve(gate.door(gate.forward(await serve(refusing))))

    answer = await asyncio.wait_for(say(url, HEAD + b"Content-Length: 99999999\r\n\r\n"), 5)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in answer.lower()
    assert answer.endswith(b"\r\n\r\nno")


async def test_a_payload_without_end_is_cut_off_after_its_refusal(
    gate: Gate, serve: Served
) -> None:
    """By the gateway's own app as by a service behind it."""
    for door in (gate.door(gate.forward(await serve(refusing))), gate.door(kpi=refusing)):
        url = await serve(door)
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
        writer.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        sending = asyncio.create_task(_send_for_ever(writer))
        answer = await asyncio.wait_for(reader.readuntil(b"no"), 10)
        await asyncio.wait_for(sending, 20)
        writer.close()

        assert answer.startswith(b"HTTP/1.1 413 ")


async def test_a_small_payload_that_nobody_wanted_costs_no_connection(
    gate: Gate, serve: Served
) -> None:
    url = await serve(gate.door(gate.forward(await serve(refusing))))
    async with httpx.AsyncClient(base_url=url) as client:
        answers = [await client.post("/v1/kpi/x", content=b"{}") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [413, 413]
    assert "connection" not in answers[0].headers


async def test_a_payload_that_begins_late_arrives_whole(gate: Gate, serve: Served) -> None:
    """Its head went ahead of it; a resumed wait must lose none of its bytes."""
    url = await serve(gate.door(gate.forward(await serve(gate.echo("kpi")))))
    for fields, body in (
        (b"Content-Length: 8\r\n\r\n", b"the rows"),
        (b"Transfer-Encoding: chunked\r\n\r\n", b"8\r\nthe rows\r\n0\r\n\r\n"),
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
        writer.write(HEAD + b"Connection: close\r\n" + fields)
        await asyncio.sleep(0.2)
        writer.write(body)
        answer = await asyncio.wait_for(reader.read(), 5)
        writer.close()

        assert b'"body": "the rows"' in answer


async def _send_for_ever(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while True:
            writer.write(b"10000\r\n" + b" " * 65_536 + b"\r\n")
            await writer.drain()
