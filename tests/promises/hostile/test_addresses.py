"""Promise 12: whatever stands in an address or a field of the head, nothing answers 5xx.

Sent as raw bytes through the gateway's door, undecoded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import httpx
import pytest

from tests.promises.makers import is_step, made
from tests.promises.operations import OPERATIONS, PROBLEM, Operation, where
from tests.promises.refusing import CANARY

if TYPE_CHECKING:
    from tests.promises.world import Call, World

WRONG: Final = {
    "NUL": "a%00b",
    "a line break": f"{CANARY}%0D%0AX-Forged:%201",
    "a slash": "a%2Fb",
    "an ampersand": "a%26b",
    "the folder above": "%2e%2e",
    "a surrogate": "%ED%A0%80",
    "no UTF-8": "%FF%FE",
    "an overlong slash": "%C0%AF",
    "half a percent sign": "%",
    "an emoji": "%F0%9F%98%80",
    "a quote": "%27%20OR%201=1--",
    "5,000 digits": "9" * 5_000,
    "a template": "%7B%7Bbody%7D%7D",
    "percent, twice": "%2525",
    "full-width digits": "%EF%BC%91%EF%BC%92",
}
"""What names nothing, as it is written in an address."""

FIELDS: Final = (
    b'"',
    b"",
    b'"' + b"x" * 20_000 + b'"',
    b'W/"' + b'"' * 500,
    b"\xff\xfe",
    "\ud83d".encode("utf-8", "surrogatepass"),
    "é".encode(),
    b"*, *",
    b", " * 500,
)


@pytest.mark.parametrize("operation", where(lambda o: o.names("path")), ids=str)
async def test_what_names_nothing_is_refused_in_every_part_of_an_address(
    world: World, operation: Operation
) -> None:
    call, caller = await made(world, operation), await world.all_scopes()
    for name in operation.names("path"):
        marked = call.at_another(**{name: "HERE"}).path
        for what, wrong in WRONG.items():
            answer = await sent(world, call, marked.replace("HERE", wrong), caller)
            check(answer, operation, (400, 403, 404, 405, 422), f"{what} as {name}")


@pytest.mark.parametrize("operation", where(lambda o: o.names("query")), ids=str)
async def test_what_says_nothing_is_refused_in_every_part_of_a_query(
    world: World, operation: Operation
) -> None:
    call, caller = await made(world, operation), await world.entitled(operation)
    given = [(name, value) for name, value in call.query]
    for name in operation.names("query"):
        others = "".join(f"&{key}={value}" for key, value in given if key != name)
        for what, wrong in WRONG.items():
            answer = await sent(world, call, f"{call.path}?{name}={wrong}{others}", caller)
            if answer.status_code not in operation.successes:
                check(answer, operation, (400, 404, 406, 422), f"{what} as {name}")
            else:  # a text may be any text, and what is filtered by it is nothing
                assert CANARY not in str(answer.headers), what


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
async def test_no_field_of_the_head_makes_anything_fail(world: World, operation: Operation) -> None:
    call, caller = await made(world, operation), await world.entitled(operation)
    for name in (*operation.names("header"), "Accept", "Content-Type", "X-Request-Id"):
        for value in FIELDS:
            if not is_step(operation):  # a step's thing takes a while to make: one serves all
                call = await made(world, operation)
            extra = [(name.encode(), value)]
            answer = await sent(world, call.without_header(name), call.path, caller, extra)
            if answer.status_code not in {*operation.successes, 304}:
                refusals = (400, 406, 409, 412, 415, 422, 428)
                check(answer, operation, refusals, f"{name}: {value[:20]!r}")


async def sent(
    world: World,
    call: Call,
    target: str,
    caller: dict[str, str],
    extra: list[tuple[bytes, bytes]] | None = None,
) -> httpx.Response:
    """Send *call* to a *target* as it is written, with *extra* fields as they are."""
    plain = {**call.headers, **caller}
    fields = [(name.encode(), value.encode()) for name, value in plain.items()]
    request = world.suite.http.build_request(
        call.operation.method,
        httpx.URL(scheme="http", host="suite.example", raw_path=target.encode()),
        headers=[*fields, *(extra or [])],
        params=None if "?" in target else list(call.query) or None,
        json=call.content,
    )
    return await world.suite.http.send(request)


def check(
    answer: httpx.Response, operation: Operation, statuses: tuple[int, ...], what: str
) -> None:
    """Fail unless *answer* is a refusal by one of *statuses*, as a problem."""
    assert answer.status_code in statuses, f"{what}: {answer.status_code} {answer.text[:300]}"
    assert answer.headers["content-type"] == PROBLEM, what
    assert "x-forged" not in answer.headers, what
    assert len(answer.content) < 20_000, what
    if answer.status_code != 405:  # an address that is another's, or nobody's
        assert str(answer.status_code) in {*operation.said["responses"], "404"}, what
