"""The outermost layer: whatever goes wrong inside is a problem, and the service goes on."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.web.layers import Outermost
from tests.database import Database
from tests.shared import desk as house
from tests.shared.desk import BODY, CANARY, Desk

SIGN = f"/v1/kpi/bodies/{BODY}/sign"


class Watched:
    """An app that notes from which port of the caller's each request came.

    The same port means the same connection.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.ports: list[int] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        self.ports.append(scope["client"][1])
        await self._app(scope, receive, send)


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """Serve *app* as it is served in earnest, to a client that keeps one connection."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None))
        running = asyncio.create_task(server.serve([listening]))
        limits = httpx.Limits(max_connections=1)
        try:
            async with httpx.AsyncClient(base_url=address, limits=limits, trust_env=False) as http:
                yield http
        finally:
            server.should_exit = True
            await running


async def test_after_an_unexpected_error_the_connection_goes_on(desk: Desk) -> None:
    """Uvicorn closes it without a word if the error reaches it, and the next request fails."""
    watched = Watched(desk.app)
    async with served(watched) as http:
        headers = desk.caller(BODY)
        answers = [
            await http.get(path, headers=headers) for path in (SIGN, "/v1/kpi/desk/fall", SIGN)
        ]

    assert [answer.status_code for answer in answers] == [200, 500, 200]
    assert len(watched.ports) == 3
    assert len(set(watched.ports)) == 1


async def test_an_unexpected_error_is_a_problem_that_tells_nothing_of_it(desk: Desk) -> None:
    answer = await desk.http.get("/v1/kpi/desk/fall", headers=desk.caller(BODY))

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert CANARY not in answer.text
    assert "RuntimeError" not in answer.text


async def test_an_error_outside_the_framework_is_a_problem_too() -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError(CANARY)

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(Outermost(broken)), base_url="http://desk.example"
    ) as http:
        answer = await http.get("/anything")

    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_fault"
    assert CANARY not in answer.text


async def test_head_answers_what_get_would_without_its_body(desk: Desk) -> None:
    get = await desk.http.get(SIGN, headers=desk.caller(BODY))
    head = await desk.http.head(SIGN, headers=desk.caller(BODY))

    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-length", "content-type", "etag", "cache-control"):
        assert head.headers[name] == get.headers[name]


async def test_head_of_what_only_takes_posts_is_not_allowed(desk: Desk) -> None:
    answer = await desk.http.head(f"/v1/kpi/bodies/{BODY}/notes", headers=desk.caller(BODY))

    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


async def test_a_body_that_follows_head_is_dropped_by_ourselves() -> None:
    """A client would take it for the beginning of the next answer, were the server to send it."""
    sent: list[Message] = []

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["method"] == "GET"
        await Response("ab")(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "HEAD", "path": "/", "headers": []}
    await Outermost(answer)(scope, receive, send)

    assert (b"content-length", b"2") in sent[0]["headers"]
    assert b"".join(message["body"] for message in sent[1:]) == b""


async def test_a_plain_request_id_comes_back(desk: Desk) -> None:
    answer = await desk.http.get("/livez", headers={"X-Request-Id": "trace-A.1-b_2"})

    assert answer.headers.get_list("x-request-id") == ["trace-A.1-b_2"]


async def test_a_request_id_that_is_not_plain_is_replaced(desk: Desk) -> None:
    for given in ("a b", "a" * 129, "", "<script>", 'a"b', "a,b", "a:b"):
        answer = await desk.http.get("/livez", headers={"X-Request-Id": given})
        assert answer.headers["x-request-id"] != given
        assert len(answer.headers["x-request-id"]) == 36  # a UUID


async def test_each_request_without_an_id_gets_its_own(desk: Desk) -> None:
    ids = {(await desk.http.get("/livez")).headers["x-request-id"] for _ in range(3)}

    assert len(ids) == 3


async def test_what_takes_too_long_times_out_and_keeps_nothing(database: Database) -> None:
    """A read and a write, each caught in the middle of a statement."""
    async with house.opened(database, deadline=0.3) as desk:
        read = await desk.http.get("/v1/kpi/desk/sleep", headers=desk.caller(BODY))
        written = await desk.http.post(
            f"/v1/kpi/bodies/{BODY}/naps", headers=desk.caller(BODY) | {"Idempotency-Key": "k"}
        )
        kept = await desk.notes()
        keys = await desk.asked_of_database("SELECT count(*) FROM kpi.idempotency_keys")
        after = await desk.note()

    for answer in (read, written):
        assert answer.status_code == 504
        assert answer.json()["code"] == "timed_out"
        assert int(answer.headers["retry-after"]) > 0
    assert (kept, keys) == (0, 0)
    assert after.status_code == 201


async def test_a_write_that_waits_for_something_else_times_out_too(database: Database) -> None:
    async with house.opened(database, deadline=0.3) as desk:
        desk.api.state.gate.clear()
        answer = await desk.note()

        assert answer.status_code == 504
        assert await desk.notes() == 0


async def test_a_connection_that_is_cut_in_a_statement_is_unavailable_not_an_error(
    desk: Desk,
) -> None:
    asleep = asyncio.create_task(desk.http.get("/v1/kpi/desk/sleep", headers=desk.caller(BODY)))
    cut = (
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event = 'PgSleep'"
    )
    for _ in range(60):
        if await desk.asked_of_database(cut):
            break
        await asyncio.sleep(0.05)
    answer = await asleep

    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert (await desk.note()).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/kpi/nowhere", 404),
        ("GET", f"{SIGN}/", 404),  # not redirected: a POST would lose its body
        ("DELETE", SIGN, 405),
        ("TRACE", SIGN, 405),
        ("GET", "/openapi.json", 200),
    ],
)
async def test_what_is_not_there_is_a_problem_like_any_other(
    desk: Desk, method: str, path: str, status: int
) -> None:
    answer = await desk.http.request(method, path, headers=desk.caller(BODY))

    assert answer.status_code == status
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
