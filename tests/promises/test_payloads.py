"""A payload that is not what it should be is refused before anything is done with it."""

from __future__ import annotations

import json

import pytest

from tests.promises.makers import made_to_be_refused
from tests.promises.operations import JSON, Operation, where
from tests.promises.refusing import CANARY, check_refused, faults
from tests.promises.world import Call, World

each_with_a_payload = pytest.mark.parametrize("operation", where(lambda o: o.media_types), ids=str)


@each_with_a_payload
@pytest.mark.parametrize(
    "content", [f'{{"x": "{CANARY}"', f"{CANARY}", f'{{"x": "{CANARY}",}}', "\x00", "[" * 100_000]
)
async def test_what_is_no_json_is_malformed(
    world: World, operation: Operation, content: str
) -> None:
    call = (await made_to_be_refused(world, operation)).with_content(content.encode())
    await check_refused(world, call, await world.entitled(operation), status=400)


@each_with_a_payload
@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
async def test_a_number_that_is_none_is_malformed(
    world: World, operation: Operation, constant: str
) -> None:
    content = f'{{"x": {constant}, "y": "{CANARY}"}}'.encode()
    call = (await made_to_be_refused(world, operation)).with_content(content)
    await check_refused(world, call, await world.entitled(operation), status=400)


@each_with_a_payload
async def test_a_key_that_stands_twice_is_named(world: World, operation: Operation) -> None:
    call = await made_to_be_refused(world, operation)
    name = next(iter(call.content))
    twice = f'{{"{name}": "{CANARY}", {json.dumps(call.content)[1:]}'.encode()
    answer = await check_refused(
        world, call.with_content(twice), await world.entitled(operation), status=422
    )

    [fault] = answer.json()["errors"]
    assert fault["code"] == "duplicate_key"
    assert name in fault["detail"]


@each_with_a_payload
async def test_an_unknown_field_is_named(world: World, operation: Operation) -> None:
    call = await made_to_be_refused(world, operation)
    call = call.with_content({**call.content, "nonsense": CANARY})
    answer = await check_refused(world, call, await world.entitled(operation), status=422)

    assert faults(answer, "pointer") == [("extra_forbidden", "/nonsense")]


@each_with_a_payload
@pytest.mark.parametrize("content", ["[]", '"text"', "12", "true"])
async def test_json_that_is_no_object_is_invalid(
    world: World, operation: Operation, content: str
) -> None:
    call = (await made_to_be_refused(world, operation)).with_content(content.encode())
    await check_refused(world, call, await world.entitled(operation), status=422)


@each_with_a_payload
@pytest.mark.parametrize("media_type", ["text/plain", f"application/{CANARY}", "", "json"])
async def test_a_payload_of_another_media_type_is_not_taken(
    world: World, operation: Operation, media_type: str
) -> None:
    call = _as_bytes(await made_to_be_refused(world, operation)).with_headers(
        content_type=media_type
    )
    await check_refused(world, call, await world.entitled(operation), status=415)


@each_with_a_payload
async def test_a_compressed_payload_is_not_taken(world: World, operation: Operation) -> None:
    call = _as_bytes(await made_to_be_refused(world, operation)).with_headers(
        content_encoding="gzip"
    )
    await check_refused(world, call, await world.entitled(operation), status=415)


def _as_bytes(call: Call) -> Call:
    return call.with_content(json.dumps(call.content).encode()).with_headers(content_type=JSON)
