"""What every operation answers when all is well is what its document says."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.promises.makers import MAKERS, made
from tests.promises.operations import (
    CSV,
    JSON,
    OPERATIONS,
    PICTURES,
    XLSX,
    Operation,
    check_schema,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.promises.world import World

_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T")
_HASH = re.compile(r"[0-9a-f]{64}")
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z")

each_in_json = pytest.mark.parametrize("operation", where(lambda o: o.answers_json), ids=str)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_operation_has_a_maker(operation: Operation) -> None:
    assert operation.id in MAKERS


def test_every_maker_has_its_operation() -> None:
    assert set(MAKERS) <= {operation.id for operation in OPERATIONS}


@each_in_json
async def test_a_good_answer_is_what_its_schema_says(world: World, operation: Operation) -> None:
    call = await made(world, operation)
    answer = await world.send(call, await world.entitled(operation))

    assert answer.status_code in operation.successes, answer.text
    assert answer.headers["content-type"] == JSON
    content = operation.successes[answer.status_code]["content"]
    assert set(content) <= {JSON, CSV, XLSX, *PICTURES}
    check_schema(content[JSON]["schema"], answer.json())


@pytest.mark.parametrize("operation", where(lambda o: not o.answers_json), ids=str)
async def test_what_is_not_json_is_of_the_one_type_that_is_documented(
    world: World, operation: Operation
) -> None:
    answer = await world.send(await made(world, operation), await world.entitled(operation))

    [media_type] = operation.successes[answer.status_code]["content"]
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"


@each_in_json
async def test_every_instant_is_in_utc_with_microseconds(
    world: World, operation: Operation
) -> None:
    call = await made(world, operation)
    answer = await world.send(call, await world.entitled(operation))

    texts = list(_texts(answer.json()))
    assert [t for t in texts if _STAMP.match(t) and not _INSTANT.fullmatch(t)] == []
    if '"recorded_at":' in answer.text:
        assert [t for t in texts if _INSTANT.fullmatch(t)]


async def test_a_whole_second_in_another_zone_is_answered_in_full(world: World) -> None:
    """An hour ahead of UTC, New Year's Eve is not over yet there."""
    at = f"/v1/clients/{world.places['client_id']}/keys"
    sent = {"expires_at": "2099-01-01T00:00:00+01:00"}
    key = await world.suite.http.post(at, json=sent, headers=world.suite.admin)

    assert key.json()["expires_at"] == "2098-12-31T23:00:00.000000Z"


@each_in_json
async def test_no_number_is_written_as_a_text(world: World, operation: Operation) -> None:
    call = await made(world, operation)
    answer = await world.send(call, await world.entitled(operation))

    number = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
    texts = [text for text in _texts(answer.json()) if not _HASH.fullmatch(text)]
    assert [text for text in texts if number.fullmatch(text)] == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
async def test_what_needs_a_key_is_stored_by_no_cache(world: World, operation: Operation) -> None:
    call = await made(world, operation)
    answer = await world.send(call, await world.entitled(operation))

    kept = "public, no-cache" if operation.is_public else "private, no-store"
    assert answer.headers["cache-control"] == kept


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
async def test_an_answer_carries_the_callers_request_id(world: World, operation: Operation) -> None:
    call = (await made(world, operation)).with_headers(x_request_id="night-run.7")
    answer = await world.send(call, await world.entitled(operation))

    assert answer.headers.get_list("x-request-id") == ["night-run.7"]


def _texts(node: Any) -> Iterator[str]:
    """Yield every text in a document, names of its fields left out."""
    if isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)
    elif isinstance(node, str):
        yield node


def test_the_search_for_texts_finds_them_at_any_depth() -> None:
    assert list(_texts(json.loads('{"a": [{"b": "x"}, "y"], "c": 1}'))) == ["x", "y"]
