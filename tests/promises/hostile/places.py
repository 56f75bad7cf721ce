"""Where a payload can hold something, as its schema says, and how to put anything there."""

from __future__ import annotations

import copy
import json
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.promises.operations import JSON, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.promises.operations import Operation

_HOLE: Final = "a hole for something hostile"


class Place(NamedTuple):
    """A field of a payload, by the steps that lead to it, and the kinds of value it may hold."""

    steps: tuple[str | int, ...]
    kinds: frozenset[str]

    def __str__(self) -> str:
        """Return it as a JSON pointer."""
        return "".join(f"/{step}" for step in self.steps)


def places_of(operation: Operation, payload: Any) -> list[Place]:
    """Return each field that *payload* has or could have."""
    schema = operation.said["requestBody"]["content"][JSON]["schema"]
    return list(_places(schema, payload, ()))


def with_raw(payload: Any, place: Place, raw: str) -> bytes:
    """Return *payload* as JSON, with *raw* written at *place*, be it JSON or not."""
    holed = copy.deepcopy(payload)
    within = holed
    for step, following in zip_longest(place.steps, place.steps[1:]):
        there = _has(within, step)
        if following is None:
            within[step] = _HOLE
        elif not there:
            within[step] = [None] if isinstance(following, int) else {}
        within = within[step]
    return json.dumps(holed).replace(f'"{_HOLE}"', raw).encode()


def _has(within: Any, step: str | int) -> bool:
    if isinstance(step, int):
        within.extend([None] * (1 - len(within)))  # a list that was empty
        return within[step] is not None
    return within.get(step) is not None


def _places(schema: dict[str, Any], value: Any, steps: tuple[str | int, ...]) -> Iterator[Place]:
    if steps:
        yield Place(steps, frozenset(_kinds(schema)))
    for choice in _choices(schema):
        fields = dict(choice.get("properties", {}))
        if isinstance(value, dict) and isinstance(choice.get("additionalProperties"), dict):
            fields |= dict.fromkeys(value, choice["additionalProperties"])
        if value is None or isinstance(value, dict):
            for name, inner in fields.items():
                yield from _places(inner, (value or {}).get(name), (*steps, name))
        if (value is None or isinstance(value, list)) and "items" in choice:
            yield from _places(choice["items"], value[0] if value else None, (*steps, 0))


def _kinds(schema: dict[str, Any]) -> Iterator[str]:
    for choice in _choices(schema):
        named = choice.get("type", "string" if "enum" in choice or "const" in choice else "any")
        yield from [named] if isinstance(named, str) else named


def _choices(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    schema = resolved(schema)
    if "anyOf" in schema or "oneOf" in schema:
        for choice in schema.get("anyOf", ()) or schema["oneOf"]:
            yield from _choices(choice)
    else:
        yield schema
