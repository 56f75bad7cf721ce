"""Requests that nobody would think of, made from the document by Schemathesis.

The same ones each time: a failure is found again by running the test again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from requests import Request
from requests.structures import CaseInsensitiveDict
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.database import cloned, server
from tests.promises.crowds import sized
from tests.promises.generating import generated
from tests.promises.makers import is_step, made, made_at_once
from tests.promises.operations import JSON, OPERATIONS, Operation, resolved
from tests.promises.world import World, prepared

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    import httpx
    from schemathesis import Case

    from tests.promises.world import Call

EXAMPLES: Final = sized(4, full=50)
TWICE: Final = 2 * EXAMPLES
"""Where the share of what is done is looked at: it is no share of a handful."""
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    missing_required_header,
    unsupported_method,
    allow_header_conformance,
]
"""All that look at one answer. Those that call again are on in `test_schemathesis_stateful`."""

MEANT: Final = {
    "hide_text": {"text", "recorded_at"},
    "approve_communication": {"council", "representative"},
}
"""Fields of a payload that say, as an address does, which thing is meant: they stay as made."""

KEYS: Final = ("authorization", "x-api-key")
"""Header fields that are always ours, so that a generated call gets past the door."""


@pytest.fixture(scope="module")
async def world() -> AsyncIterator[World]:
    """A world apart: what is done to it here fits no other promise."""
    async with cloned(server()) as database, prepared(database) as world:
        yield world


each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)


@each_operation
async def test_what_is_allowed_is_answered_as_documented_and_mostly_done(
    world: World, operation: Operation
) -> None:
    """Asked as it was generated, and asked of a thing that is there.

    Without the share of what is done, a run of nothing but refusals would look like a good one.
    """
    cases, done = generated(operation, TWICE), list[bool]()
    # Steps are each taken of a thing made for it: these are made at once, as some wait for an hour.
    ahead = await made_at_once(world, operation, len(cases)) if is_step(operation) else []
    for number, case in enumerate(cases):
        if number < EXAMPLES:
            await answered(world, case)
        call = ahead[number] if ahead else await made(world, operation)
        done.append((await answered(world, at_home(case, call, number))).is_success)

    assert len(done) >= EXAMPLES
    assert sum(done) >= len(done) / 2


@each_operation
async def test_what_is_not_allowed_is_answered_as_documented(
    world: World, operation: Operation
) -> None:
    for case in generated(operation, EXAMPLES, GenerationMode.NEGATIVE):
        await answered(world, case)


def at_home(case: Case[Any], call: Call, number: int) -> Case[Any]:
    """Return *case* asked of a thing that is there, in the state that its caller has seen.

    Of its payload, one field stays as it was generated, another for each *number*: that several
    fit each other is more than a schema says. Where there is but one, it does so by turns.
    """
    case.path_parameters = dict(call.at)
    # A generated `Idempotency-Key` is often one that another call has used, which is refused.
    ours = ("If-", "Idempotency-")
    kept = {n: v for n, v in (case.headers or {}).items() if not n.startswith(ours)}
    case.headers = CaseInsensitiveDict(kept | dict(call.headers))
    generated = {n: v for n, v in (case.query or {}).items() if n != "cursor"}
    case.query = (generated if call.operation.reads else {}) | dict(call.query)
    if call.content is not None:
        schema = resolved(call.operation.said["requestBody"]["content"][JSON]["schema"])
        fields = resolved(schema.get("anyOf", [schema])[0])["properties"]
        names = sorted(fields.keys() - MEANT.get(call.operation.id, set())) or [None]
        one = names[number % len(names)]
        payload: Any = case.body
        turn = len(names) > 1 or number % 2
        found = turn and isinstance(payload, dict) and one in payload
        case.media_type = JSON  # first: by its schema it is told whether the body is valid
        case.body = {**call.content, one: payload[one]} if found else call.content
    return case


async def answered(world: World, case: Case[Any]) -> httpx.Response:
    """Send *case* with a key that may do everything, and check the answer by the document."""
    given: Mapping[str, Any] = case.headers or {}
    case.headers = CaseInsensitiveDict({n: v for n, v in given.items() if n.lower() not in KEYS})
    asked = Request(**case.as_transport_kwargs("http://suite.example")).prepare()
    payload = asked.body.encode() if isinstance(asked.body, str) else asked.body
    assert isinstance(payload, bytes | None)
    answer = await world.suite.http.request(
        str(asked.method),
        str(asked.url),
        content=payload,
        headers=[*_fields(asked.headers), *_fields(await world.all_scopes())],
    )
    case.validate_response(answer, checks=CHECKS)
    return answer


def _fields(headers: Mapping[str, str | bytes]) -> list[tuple[bytes, bytes]]:
    return [(_bytes(name), _bytes(value)) for name, value in headers.items()]


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()
