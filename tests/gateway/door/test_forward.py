"""What goes through the door unchanged."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.gateway.door.gate import GET, answering, say

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

    from tests.gateway.door.gate import Gate, RawServed, Served


async def test_path_and_query_arrive_as_the_bytes_that_were_sent(gate: Gate, serve: Served) -> None:
    url = await serve(gate.door(gate.forward(await serve(gate.echo("kpi")))))
    target = b"/v1/kpi/a%2Fb/%0D%0A/../c;d//e?x=%2B+%20&x=&y=/?"

    answer = await say(url, GET % (target, b"Connection: close\r\n"))

    seen = json.loads(answer.split(b"\r\n\r\n", 1)[1].split(b"\r\n")[1])
    assert seen["raw_path"] == "/v1/kpi/a%2Fb/%0D%0A/../c;d//e"
    assert seen["query"] == "x=%2B+%20&x=&y=/?"


async def test_a_payload_is_passed_on_while_it_still_arrives(gate: Gate, serve: Served) -> None:
    first_arrived = asyncio.Event()

    async def service(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["body"] == b"first"
        first_arrived.set()
        assert (await receive())["body"] == b"second"
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    async def payload() -> AsyncIterator[bytes]:
        yield b"first"
        await first_arrived.wait()  # a door that kept the payload would wait for ever
        yield b"second"

    url = await serve(gate.door(gate.forward(await serve(service))))
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.post("/v1/kpi/submissions", content=payload())

    assert answer.status_code == 204


async def test_an_answer_is_passed_on_while_it_still_comes(gate: Gate, serve: Served) -> None:
    first_seen = asyncio.Event()

    async def service(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await first_seen.wait()
        await send({"type": "http.response.body", "body": b"second"})

    url = await serve(gate.door(gate.forward(await serve(service))))
    async with (
        httpx.AsyncClient(base_url=url) as client,
        client.stream("GET", "/v1/kpi/x") as answer,
    ):
        chunks = answer.aiter_raw()
        assert await anext(chunks) == b"first"
        first_seen.set()
        assert await anext(chunks) == b"second"


async def test_a_payload_of_known_length_keeps_its_length(gate: Gate, serve: Served) -> None:
    url = await serve(gate.door(gate.forward(await serve(gate.echo("kpi")))))
    async with httpx.AsyncClient(base_url=url) as client:
        seen = (await client.post("/v1/kpi/submissions", content=b"x" * 300_000)).json()
        none = (await client.post("/v1/kpi/submissions")).json()

    assert seen["body"] == "x" * 300_000
    assert dict(seen["fields"])["content-length"] == "300000"
    assert "transfer-encoding" not in dict(seen["fields"])
    assert (none["body"], dict(none["fields"])["content-length"]) == ("", "0")


async def test_fields_of_one_connection_end_there_in_both_directions(
    gate: Gate, serve: Served, serve_raw: RawServed
) -> None:
    heads = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(
            b"HTTP/1.1 200 OK\r\nConnection: close, X-Secret\r\nX-Secret: 1\r\n"
            b"Keep-Alive: timeout=9\r\nProxy-Authenticate: Basic\r\nServer: other\r\n"
            b"Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nX-Kept: 1\r\nX-Kept: 2\r\n"
            b"Content-Length: 0\r\n\r\n"
        )
        writer.close()

    url = await serve(gate.door(gate.forward(await serve_raw(handle))))
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.get(
            "/v1/kpi/x",
            headers={
                "Connection": "X-Private, keep-alive",
                "X-Private": "1",
                "TE": "trailers",
                "Keep-Alive": "timeout=5",
                "Proxy-Authorization": "Basic eDp5",
                "X-Kept": "1",
                "Traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            },
        )

    fields = {line.split(b":")[0].lower() for line in heads[0].split(b"\r\n")[1:] if line}
    assert {b"x-kept", b"traceparent", b"host"} <= fields
    assert not fields & {
        b"x-private",
        b"te",
        b"keep-alive",
        b"proxy-authorization",
        b"connection",
    }
    assert answer.headers.get_list("x-kept") == ["1", "2"]
    assert len(answer.headers.get_list("date")) == 1
    assert not {"x-secret", "keep-alive", "proxy-authenticate", "server"} & set(answer.headers)


async def test_a_compressed_answer_arrives_compressed(gate: Gate, serve: Served) -> None:
    packed = gzip.compress(b"figures" * 100)

    async def service(scope: Scope, receive: Receive, send: Send) -> None:
        fields = [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(packed))]
        await send({"type": "http.response.start", "status": 200, "headers": fields})
        await send({"type": "http.response.body", "body": packed})

    url = await serve(gate.door(gate.forward(await serve(service))))
    async with (
        httpx.AsyncClient(base_url=url) as client,
        client.stream("GET", "/v1/kpi/x") as answer,
    ):
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])

    assert raw == packed
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("method", "answered"),
    [
        ("HEAD", b"200 OK\r\nContent-Length: 17\r\n"),
        ("GET", b"204 No Content\r\n"),
        ("GET", b"304 Not Modified\r\nContent-Length: 17\r\n"),
    ],
)
async def test_an_answer_without_content_ends_at_once(
    gate: Gate, serve: Served, serve_raw: RawServed, method: str, answered: bytes
) -> None:
    service = answering(b"HTTP/1.1 " + answered + b'ETag: "a"\r\n\r\n')
    url = await serve(gate.door(gate.forward(await serve_raw(service))))

    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.request(method, "/v1/kpi/x")
        second = await client.request(method, "/v1/kpi/x")  # on the same connection

    assert (answer.content, answer.headers["etag"]) == (b"", '"a"')
    assert str(answer.status_code).encode() == answered[:3]
    assert second.status_code == answer.status_code


async def test_redirects_and_cookies_are_the_callers_business(
    gate: Gate, serve: Served, serve_raw: RawServed
) -> None:
    heads = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(
            b"HTTP/1.1 307 X\r\nLocation: /v1/kpi/y\r\nSet-Cookie: a=b\r\n"
            b"Content-Length: 0\r\nConnection: close\r\n\r\n"
        )
        writer.close()

    url = await serve(gate.door(gate.forward(await serve_raw(handle))))
    async with httpx.AsyncClient(base_url=url) as client:
        answer = await client.get("/v1/kpi/x")
    async with httpx.AsyncClient(base_url=url) as stranger:
        await stranger.get("/v1/kpi/x")

    assert (answer.status_code, answer.headers["location"]) == (307, "/v1/kpi/y")
    assert len(heads) == 2
    assert b"ookie" not in heads[1]
