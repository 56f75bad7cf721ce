"""What goes through the door unchanged, and what happens when the other side fails."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import TYPE_CHECKING

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

    from tests.gateway.door.gate import Gate, Handler, RawServed, Served

GET = b"GET %s HTTP/1.1\r\nHost: suite.example\r\n%s\r\n"


async def say(url: str, request: bytes) -> bytes:
    """Send bytes, and return all that comes back until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


def answering(answer: bytes) -> Handler:
    """Return a server that answers every request's head with the same bytes, and hangs up."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    return handle


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
