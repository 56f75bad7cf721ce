"""Every POST can be sent again safely."""

from __future__ import annotations

import json

import pytest

from tests.promises.makers import made, made_to_be_refused
from tests.promises.operations import CSV, Operation, where
from tests.promises.refusing import CANARY, check_refused
from tests.promises.world import World

each_post = pytest.mark.parametrize("operation", where(lambda o: o.method == "POST"), ids=str)


@each_post
def test_a_post_documents_its_idempotency_key(operation: Operation) -> None:
    assert operation.takes_header("Idempotency-Key")
    assert {"409", "422"} <= set(operation.said["responses"])


@each_post
async def test_a_retry_with_its_key_gets_the_first_answer(
    world: World, operation: Operation
) -> None:
    """The same bytes, but for a secret, which is shown once and never kept."""
    key = f"key-{world.number()}"
    call, caller = await made(world, operation), await world.entitled(operation)
    first = await world.send(call.with_headers(idempotency_key=key), caller)
    bare = await world.send(call.with_headers(idempotency_key=key), caller)
    quoted = await world.send(call.with_headers(idempotency_key=f'"{key}"'), caller)

    assert first.status_code in operation.successes, first.text
    assert "idempotent-replayed" not in first.headers
    for again in (bare, quoted):
        assert again.status_code == first.status_code
        assert again.headers["idempotent-replayed"] == "true"
        for name in ("content-type", "etag", "location", "cache-control"):
            assert again.headers.get(name) == first.headers.get(name), name
        if "secret" in first.json():
            assert again.json() == {**first.json(), "secret": None}
        else:
            assert again.content == first.content


@each_post
async def test_a_key_is_not_taken_for_another_request(world: World, operation: Operation) -> None:
    key = f"key-{world.number()}"
    caller = await world.entitled(operation)
    first, other = await made(world, operation), await made(world, operation)
    assert (first.path, first.content) != (other.path, other.content)
    kept = await world.send(first.with_headers(idempotency_key=key), caller)
    assert kept.status_code in operation.successes, kept.text
    others = [other]
    if operation.takes_header(
        "If-Match"
    ):  # of a step, what it is taken of is told by the tag alone
        others += [first.with_headers(if_match='"of-another"'), first.without_header("If-Match")]
    for another in others:
        again = another.with_headers(idempotency_key=key)
        answer = await check_refused(world, again, caller, status=422)
        assert answer.json()["code"] == "idempotency_key_reused"


async def test_a_key_is_not_taken_for_another_query_or_media_type(world: World) -> None:
    """The same bytes to the same address: what they mean is another thing."""
    [operation] = where(lambda o: o.id == "submit_figures")
    call, caller = await made(world, operation), await world.entitled(operation)
    call = call.with_headers(idempotency_key=f"key-{world.number()}")
    kept = await world.send(call, caller)
    assert kept.status_code == 201, kept.text
    as_csv = call.with_content(json.dumps(call.content).encode()).with_headers(content_type=CSV)
    for other in (call.with_query(("atomic", "true")), as_csv):
        answer = await check_refused(world, other, caller, status=422)
        assert answer.json()["code"] == "idempotency_key_reused"


@pytest.mark.parametrize(
    "operation", where(lambda o: o.method == "POST" and o.media_types), ids=str
)
async def test_a_refusal_does_not_use_up_its_key(world: World, operation: Operation) -> None:
    key = f"key-{world.number()}"
    call, caller = await made(world, operation), await world.entitled(operation)
    call = call.with_headers(idempotency_key=key)
    broken = call.with_content({**call.content, "nonsense": 1})
    await check_refused(world, broken, caller, status=422)
    mended = await world.send(call, caller)

    assert mended.status_code in operation.successes, mended.text
    assert "idempotent-replayed" not in mended.headers


@each_post
async def test_two_callers_may_choose_the_same_key(world: World, operation: Operation) -> None:
    key = f"key-{world.number()}"
    first, other = await made(world, operation), await made(world, operation)
    callers = await world.entitled(operation), await world.all_scopes()
    answers = [
        await world.send(call.with_headers(idempotency_key=key), caller)
        for call, caller in zip((first, other), callers, strict=True)
    ]

    assert [answer.status_code in operation.successes for answer in answers] == [True, True]
    assert ["idempotent-replayed" in answer.headers for answer in answers] == [False, False]


@each_post
@pytest.mark.parametrize("key", [f"{CANARY} twice", "", f'"{CANARY}', "x" * 256])
async def test_a_key_of_another_form_is_malformed(
    world: World, operation: Operation, key: str
) -> None:
    call = (await made_to_be_refused(world, operation)).with_headers(idempotency_key=key)
    answer = await check_refused(world, call, await world.entitled(operation), status=400)

    assert [f["code"] for f in json.loads(answer.content)["errors"]] == ["bad_idempotency_key"]
