"""Every read can be asked again cheaply, in part, and without its content."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest

from shared.web.asking import MOST_ITEMS
from tests.promises.makers import made
from tests.promises.operations import JSON, Operation, resolved, where
from tests.promises.world import Call, World

STRONG = re.compile(r'"[\x21\x23-\x7e]+"')


def _shows_actions(operation: Operation) -> bool:
    """Return whether the answer says what its reader may do, outside of what its tag covers."""
    if not operation.answers_json:
        return False
    schema = resolved(operation.successes[200]["content"][JSON]["schema"])
    return "allowed_actions" in schema.get("properties", ())


each_read = pytest.mark.parametrize("operation", where(lambda o: o.reads), ids=str)
each_plain_read = pytest.mark.parametrize(
    "operation", where(lambda o: o.reads and not _shows_actions(o)), ids=str
)
each_read_with_actions = pytest.mark.parametrize(
    "operation", where(lambda o: o.reads and _shows_actions(o)), ids=str
)
each_shut_read = pytest.mark.parametrize(
    "operation", where(lambda o: o.reads and not o.is_public), ids=str
)
PAGED = {"read_register_view"}
"""Documents that show a page of rows beneath what these are of, such as a register's matrix."""

each_list = pytest.mark.parametrize("operation", where(lambda o: o.is_list), ids=str)


@each_read
async def test_a_read_has_a_strong_tag_and_the_same_bytes_again(
    world: World, operation: Operation
) -> None:
    call, caller = await made(world, operation), await world.entitled(operation)
    first, again = await world.send(call, caller), await world.send(call, caller)

    assert STRONG.fullmatch(first.headers["etag"])
    assert again.content == first.content
    assert again.headers["etag"] == first.headers["etag"]


@each_plain_read
@pytest.mark.parametrize("listed", ["{}", 'W/{}, "other"', "*"])
async def test_a_reader_who_has_it_is_told_so(
    world: World, operation: Operation, listed: str
) -> None:
    call, caller = await made(world, operation), await world.entitled(operation)
    tag = (await world.send(call, caller)).headers["etag"]
    known = await world.send(call.with_headers(if_none_match=listed.format(tag)), caller)
    unknown = await world.send(call.with_headers(if_none_match='"other"'), caller)

    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["etag"] == tag
    assert known.headers["cache-control"] == (
        "public, no-cache" if operation.is_public else "private, no-store"
    )
    assert unknown.status_code == 200
    assert "304" in operation.said["responses"]


@each_read_with_actions
async def test_what_a_reader_may_do_is_always_told_anew(world: World, operation: Operation) -> None:
    """`allowed_actions` varies while the tag does not, so that "not modified" would mislead."""
    call, caller = await made(world, operation), await world.entitled(operation)
    tag = (await world.send(call, caller)).headers["etag"]
    again = await world.send(call.with_headers(if_none_match=tag), caller)

    assert again.status_code == 200
    assert "304" not in operation.said["responses"]
    assert not operation.takes_header("If-None-Match")


@each_shut_read
async def test_a_stranger_is_not_told_that_nothing_changed(
    world: World, operation: Operation
) -> None:
    call = (await made(world, operation)).with_headers(if_none_match="*")

    assert (await world.send(call)).status_code == 401


@each_read
async def test_a_head_is_a_get_without_its_content(world: World, operation: Operation) -> None:
    call, caller = await made(world, operation), await world.entitled(operation)
    call = call.with_headers(x_request_id="same")
    whole = await world.send(call, caller)
    head, sent = await _head(world, call, caller)

    assert (head.status_code, sent) == (200, b"")
    assert head.headers == whole.headers


@each_shut_read
async def test_a_head_is_refused_as_a_get_is(world: World, operation: Operation) -> None:
    head, sent = await _head(world, await made(world, operation), {})

    assert (head.status_code, sent) == (401, b"")


@each_list
def test_a_list_is_asked_for_by_limit_and_cursor(operation: Operation) -> None:
    limit = operation.schema_of("limit")
    page = resolved(operation.successes[200]["content"][JSON]["schema"])

    assert operation.reads
    assert {"limit", "cursor"} <= set(operation.names("query"))
    assert (limit["default"], limit["minimum"], limit["maximum"]) == (100, 1, 1_000)
    assert set(page["properties"]) == {"items", "next_cursor"}


def test_whatever_answers_items_is_a_list() -> None:
    for operation in where(
        lambda o: o.answers_json and o.reads and not o.is_list and o.id not in PAGED
    ):
        page = resolved(operation.successes[200]["content"][JSON]["schema"])
        assert "next_cursor" not in page.get("properties", ()), operation


@each_list
async def test_pages_of_one_are_the_whole_list(world: World, operation: Operation) -> None:
    call, caller = await made(world, operation), await world.entitled(operation)
    whole = (await world.send(call.with_query(("limit", "1000")), caller)).json()
    few = min(len(whole["items"]), 5)  # of hundreds of councils, enough to see the seams
    items, page = [], await world.send(call.with_query(("limit", "1")), caller)
    items += page.json()["items"]
    while page.json()["next_cursor"] is not None and len(items) < few:
        page = await _next(world, call, caller, page)
        items += page.json()["items"]

    assert len(whole["items"]) >= 2
    if len(whole["items"]) < MOST_ITEMS:  # an audit goes on and on
        assert whole["next_cursor"] is None
    assert items == whole["items"][:few]
    if few == len(whole["items"]):
        assert page.json()["next_cursor"] is None
        assert "link" not in page.headers


@each_list
@pytest.mark.parametrize("limit", ["0", "1001", "-1", "ten", "1.5", ""])
async def test_a_limit_out_of_bounds_is_invalid(
    world: World, operation: Operation, limit: str
) -> None:
    call = (await made(world, operation)).with_query(("limit", limit))

    assert (await world.send(call, await world.entitled(operation))).status_code == 422


@each_list
@pytest.mark.parametrize("cursor", ["nonsense", "%", "", "WyJhIl0=x", "W10", "bnVsbA", "WzFd"])
async def test_a_cursor_that_no_list_gave_is_invalid(
    world: World, operation: Operation, cursor: str
) -> None:
    call = (await made(world, operation)).with_query(("cursor", cursor))
    answer = await world.send(call, await world.entitled(operation))

    assert answer.status_code == 422, answer.text
    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["cursor"]


async def _head(world: World, call: Call, caller: dict[str, str]) -> tuple[httpx.Response, bytes]:
    """Send *call* as a HEAD; return the answer, and the bytes sent with it, which httpx drops."""
    transport = world.suite.http._transport
    assert isinstance(transport, httpx.ASGITransport)
    sent = []

    async def noted(scope: Any, receive: Any, send: Any) -> None:
        async def note(message: Any) -> None:
            sent.append(message.get("body", b""))
            await send(message)

        await transport.app(scope, receive, note)

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(noted), base_url=world.suite.http.base_url
    ) as http:
        headers = {**call.headers, **caller}
        head = await http.head(call.path, params=list(call.query), headers=headers)
    return head, b"".join(sent)


async def _next(
    world: World, call: Call, caller: dict[str, str], page: httpx.Response
) -> httpx.Response:
    """Return the next page, which `next_cursor` and the `Link` field must name alike."""
    cursor = page.json()["next_cursor"]
    [link] = page.headers.get_list("link")
    followed = await world.suite.http.get(link[1 : link.index(">")], headers=caller)
    asked = await world.send(call.with_query(("limit", "1"), ("cursor", cursor)), caller)
    assert link.endswith('>; rel="next"')
    assert followed.content == asked.content
    return asked
