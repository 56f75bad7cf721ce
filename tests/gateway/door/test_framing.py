"""What two servers could read in two ways."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from services.gateway.door.framing import check_framing, has_body
from services.gateway.door.headers import end_to_end
from shared.refusals import Malformed, MethodNotAllowed

if TYPE_CHECKING:
    from tests.gateway.door.gate import Gate, Served

CHUNKED = b"Transfer-Encoding: chunked\r\n"


def scope(*fields: tuple[bytes, bytes], **other: object) -> dict[str, Any]:
    plain = {"method": "POST", "raw_path": b"/v1/kpi", "query_string": b"", "http_version": "1.1"}
    return plain | {"headers": [(b"host", b"suite.example:8000"), *fields]} | other


def test_an_ordinary_request_passes() -> None:
    check_framing(scope((b"content-length", b"12"), (b"x-name", "Blåby".encode())))
    check_framing(scope((b"transfer-encoding", b"Chunked")))
    check_framing(scope(headers=[], http_version="1.0"))


@pytest.mark.parametrize(
    "request_",
    [
        scope((b"host", b"other.example")),
        scope((b"Host", b"suite.example:8000")),
        scope(headers=[]),
        scope(headers=[(b"host", b"a, b")]),
        scope(headers=[(b"host", b"")]),
        scope((b"content-length", b"5"), (b"transfer-encoding", b"chunked")),
        scope((b"content-length", b"5"), (b"content-length", b"5")),
        scope((b"content-length", b"+5")),
        scope((b"content-length", b"5, 5")),
        scope((b"content-length", b"-1")),
        scope((b"transfer-encoding", b"gzip, chunked")),
        scope((b"transfer-encoding", b"chunked"), (b"transfer-encoding", b"chunked")),
        scope((b"transfer-encoding", b"xchunked")),
        scope((b"transfer-encoding", b"chunked"), http_version="1.0"),
        scope((b"x-name", b"a\r\nX-Forged: 1")),
        scope((b"x-name", b"\xff")),
        scope(raw_path=b"*"),
        scope(raw_path=b"/a b"),
        scope(raw_path=b"/a#b"),
        scope(raw_path=b"/\xc3\xa9"),
        scope(raw_path=b"/a\r\n"),
        scope(query_string=b"a#b"),
        scope(query_string=b"a b"),
        scope(*[(b"x-%d" % n, b"1") for n in range(100)]),
        scope((b"x-long", b"x" * 32_768)),
    ],
)
def test_a_request_that_can_be_read_in_two_ways_ends_its_connection(
    request_: dict[str, Any],
) -> None:
    with pytest.raises(Malformed) as refused:
        check_framing(request_)

    assert refused.value.headers == {"Connection": "close"}


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
def test_a_method_that_the_suite_does_not_know_is_refused(method: str) -> None:
    with pytest.raises(MethodNotAllowed) as refused:
        check_framing(scope(method=method))

    assert "GET" in refused.value.headers["Allow"]


def test_a_payload_is_announced_by_its_framing() -> None:
    assert has_body(scope((b"content-length", b"1")))
    assert has_body(scope((b"transfer-encoding", b"chunked")))
    assert not has_body(scope((b"content-length", b"0")))
    assert not has_body(scope())


def test_connection_does_not_end_a_field_that_frames_the_message() -> None:
    fields = [(b"Connection", b"Content-Length, X-A"), (b"Content-Length", b"5"), (b"X-A", b"1")]

    assert end_to_end(fields) == [(b"content-length", b"5")]


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n" + CHUNKED + b"\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\n" + CHUNKED + b"Content-Length: 4\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\nHost: a\n\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n X: 1\r\n\r\n",
    ],
)
async def test_a_smuggled_second_request_is_never_answered(
    gate: Gate, serve: Served, request_: bytes
) -> None:
    """Each probe is followed by an innocent request on the same connection."""
    url = await serve(gate.door())
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
    writer.write(request_ + b"GET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")

    answers = await asyncio.wait_for(reader.read(), 5)
    writer.close()

    assert answers.startswith(b"HTTP/1.1 400 ")
    assert answers.count(b"HTTP/1.1 ") == 1
