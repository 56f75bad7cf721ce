"""Promise 12: no value in any field of any payload makes anything but a refusal, and no 5xx.

Usually each field holds a few of the values in turn; with `QD_FULL=1` each holds them all.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

import pytest

from tests.promises.crowds import FULL, PATIENCE_S
from tests.promises.hostile.places import Place, places_of, with_raw
from tests.promises.makers import made_to_be_refused
from tests.promises.operations import JSON, PROBLEM, Operation, where
from tests.promises.refusing import CANARY, check_refused

if TYPE_CHECKING:
    from tests.promises.world import World

pytestmark = pytest.mark.timeout(PATIENCE_S)

each_with_a_payload = pytest.mark.parametrize(
    "operation", where(lambda o: JSON in o.media_types), ids=str
)

DEEP: Final = 100_000
NO_JSON: Final = {
    "5,000 digits": "9" * 5_000,
    "minus 5,000 digits": "-" + "9" * 5_000,
    "5,000 decimals": "0." + "1" * 5_000,
    "an exponent beyond all use": "1e99999999999999999999",
    "not a number": "NaN",
    "minus infinity": "-Infinity",
    "half a pair": rf'"{CANARY}\ud800"',
    "a pair the wrong way round": r'"\udc00\ud800"',
    "half a pair in a key": r'{"\udfff": 1}',
    "lists, very deep": "[" * DEEP + "]" * DEEP,
    "objects, very deep": '{"a":' * DEEP + "1" + "}" * DEEP,
}
"""What is no strict JSON wherever it stands: 400."""

TWICE: Final = f'{{"{CANARY[:6]}": 1, "{CANARY[:6]}": 2}}'

NEVER: Final = {
    "NUL": r'"a\u0000b"',
    "NUL alone": r'"\u0000"',
    "a control character": r'"a\u001bb"',
    "a million characters": f'"{"x" * 1_000_000}"',
    "an astronomic number": "1e999999999",
    "a number beyond 64 bits": "9223372036854775808",
    "a hundred digits": "9" * 100,
    "a key with NUL": r'{"a\u0000b": 1}',
    "an object with a key that stands twice": TWICE,
    "a list in a list": "[[[]]]",
}
"""What fits no field of any kind: refused, by 400 or 422."""

COERCED: Final = {
    "integer": ('"12"', "true", "1.5", '"1_000"', '"\uff11\uff12"'),
    "boolean": ('"true"', "1", "0", '"yes"', "1.0"),
    "number": (
        "true",
        '"1_000"',
        '"1e3"',
        '"NaN"',
        '"Infinity"',
        '"0x10"',
        '"\u0661\u0662"',
        "1234567890123456",
    ),
    "string": ("12", "true", "1.5", '["a"]'),
}
"""What a lenient reader would take for a value of a kind: refused, since none here is lenient."""

_turn = count()


@each_with_a_payload
async def test_what_is_no_json_is_refused_wherever_it_stands(
    world: World, operation: Operation
) -> None:
    payload = (await made_to_be_refused(world, operation)).content
    for place in places_of(operation, payload):
        for name in some(list(NO_JSON), 3):
            raw = with_raw(payload, place, NO_JSON[name])
            await check_answer(world, operation, raw, (400,), f"{name} at {place}")


@each_with_a_payload
async def test_what_fits_no_field_is_refused_in_each(world: World, operation: Operation) -> None:
    payload = (await made_to_be_refused(world, operation)).content
    for place in places_of(operation, payload):
        for name in some(list(NEVER), 3):
            raw = with_raw(payload, place, NEVER[name])
            await check_answer(world, operation, raw, (400, 422), f"{name} at {place}")


@each_with_a_payload
async def test_no_field_takes_a_value_of_another_kind(world: World, operation: Operation) -> None:
    payload = (await made_to_be_refused(world, operation)).content
    for place in places_of(operation, payload):
        for kind in place.kinds & set(COERCED):
            for value in some([v for v in COERCED[kind] if fits_none(v, place)], 3):
                raw = with_raw(payload, place, value)
                await check_answer(world, operation, raw, (400, 422), f"{value} at {place}")


@each_with_a_payload
async def test_a_canary_that_is_refused_is_not_said_again(
    world: World, operation: Operation
) -> None:
    """Of each field's refusal, as of all others: the answer holds nothing that was sent."""
    call = await made_to_be_refused(world, operation)
    caller = await world.entitled(operation)
    for place in places_of(operation, call.content):
        raw = with_raw(call.content, place, rf'"{CANARY}\u0000"')
        await check_refused(world, call.with_content(raw), caller, status=422)


def some(values: list[str], number: int) -> list[str]:
    """Return a few of *values*, other ones each time; with `QD_FULL=1`, all."""
    if FULL or len(values) <= number:
        return values
    return [values[next(_turn) % len(values)] for _ in range(number)]


def fits_none(raw: str, place: Place) -> bool:
    """Return whether *raw* is of no kind that *place* takes; a number may be written as a text."""
    if raw.startswith('"'):
        return "string" not in place.kinds or "number" in place.kinds
    if raw in {"true", "false"}:
        return "boolean" not in place.kinds
    if raw.startswith("["):
        return "array" not in place.kinds
    if raw == "1234567890123456":
        return True  # 16 digits
    whole = {"integer", "number"} if raw.lstrip("-").isdigit() else {"number"}
    return not whole & place.kinds


async def check_answer(
    world: World, operation: Operation, raw: bytes, statuses: tuple[int, ...], what: str
) -> None:
    """Send *raw* to *operation*, and fail unless it is refused as a problem."""
    call = (await made_to_be_refused(world, operation)).with_content(raw)
    answer = await world.send(call, await world.entitled(operation))

    assert answer.status_code in statuses, f"{what}: {answer.status_code} {answer.text[:500]}"
    assert answer.headers["content-type"] == PROBLEM, what
    assert len(answer.content) < 10_000, what
    assert CANARY not in answer.text, what
