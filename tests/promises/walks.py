"""What a caller learns from answers: where things are, and in which state he has seen them.

Nothing here names an operation: whatever an answer lists under an address can be asked for there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.promises.operations import Operation

    _Find = Callable[["Place", str, str], str | None]

Place = dict[str, str]

_GIVEN: Final = re.compile(r"\{(\w+)\}")
_STEPS: Final = re.compile(
    r"/(versions|rotate|revoke|explain|reject|draft|circulate|approve|schedule|cancel|withdraw"
    r"|correct|comment|sign|end|changes|verify|close|materialise|reopen|dismiss|hide|redate|complete"
    r"|remove|restore|release)$"
)
"""What ends an address below that of the thing itself."""
_SAME_EVERYWHERE: Final = frozenset({"body_code", "year", "indicator", "period"})
"""Parameters that mean the same under every address; an `id` or `code` belongs to its list."""


@dataclass
class Learnt:
    """What the answers so far have told.

    Attributes:
        places: What is known to be somewhere: path parameters, by `service/list/name` and some by
            name.
        tags: The newest `ETag` of each address.
        untouchable: Ids of what is not to be learnt of, such as the client that asks.
    """

    places: list[Place]
    untouchable: frozenset[str] = frozenset()
    tags: dict[str, str] = field(default_factory=dict)

    def take(
        self,
        operation: Operation,
        at: Mapping[str, str],
        path: str,
        answer: Any,
        tag: str | None,
    ) -> None:
        """Learn from a good answer to *operation* at *path*."""
        changed = operation.path.endswith("}") or operation.reads
        if tag and changed:
            self.tags[path] = tag
        elif not changed:
            self.tags.pop(path.rpartition("/")[0], None)  # a step: what it was taken of is another
        for told in _told(answer):
            place = _place_of(operation, at, told)
            if place not in self.places and self.untouchable.isdisjoint(place.values()):
                self.places.append(place)

    def values(self, name: str) -> list[str]:
        """Return what is known under a name that means the same everywhere, each once."""
        found = (place[name] for place in self.places if name in _SAME_EVERYWHERE & place.keys())
        return list(dict.fromkeys(found))

    def ways(self, operation: Operation) -> list[Mapping[str, str]]:
        """Return each way known of filling in the path parameters of *operation*.

        What is read is known to be just there, if any such thing is; and what hangs on a thing is
        asked for of such a thing alone: elsewhere it is rightly not found.
        """
        hangs = operation.path.endswith("/versions")
        there = self._ways(operation, _of_its_list) if operation.reads else []
        return there if there or hangs else self._ways(operation, _value)

    def _ways(self, operation: Operation, value_of: _Find) -> list[Mapping[str, str]]:
        lists = _lists(operation.path)
        found: dict[tuple[str, ...], Mapping[str, str]] = {}
        for place in self.places:
            at = {
                name: value
                for name, within in lists.items()
                if (value := value_of(place, within, name)) is not None
            }
            if len(at) == len(lists):
                found.setdefault(tuple(at.values()), at)
        return list(found.values())


def _value(place: Place, within: str, name: str) -> str | None:
    if name in _SAME_EVERYWHERE:
        return place.get(name)
    return place.get(f"{within}/{name}")


def _of_its_list(place: Place, within: str, name: str) -> str | None:
    return place.get(name if name == "body_code" else f"{within}/{name}")


def _lists(path: str) -> dict[str, str]:
    """Return each path parameter with the part of the address before it that is no parameter."""
    lists: dict[str, str] = {}
    named = ""
    for step in path.split("/"):
        if given := _GIVEN.fullmatch(step):
            lists[given[1]] = f"{_service(path)}/{named}"
        else:
            named = step
    return lists


def _service(path: str) -> str:
    """Return whose things stand there: an edition of a plan is none of a register."""
    return path.split("/")[2]


def _place_of(operation: Operation, at: Mapping[str, str], told: Mapping[str, Any]) -> Place:
    lists = _lists(operation.path)
    within = _STEPS.sub("", operation.path)
    [named] = [step for step in within.split("/") if not _GIVEN.fullmatch(step)][-1:]
    here = f"{_service(operation.path)}/{named}"
    place: Place = {}
    for name, value in told.items():
        if isinstance(value, str) and name == "id":
            place[f"{here}/{named.removesuffix('s')}_id"] = value
        elif isinstance(value, str):
            place[f"{here}/{name}"] = value
            place[f"{here}/{name}_id"] = value  # an answer's `client` is an address's `client_id`
            if name in _SAME_EVERYWHERE:
                place[name] = value
    for name, value in at.items():
        place[f"{lists[name]}/{name}"] = value
        if name in _SAME_EVERYWHERE:
            place[name] = value
    return {name: value for name, value in place.items() if len(value) <= 64}


def _told(answer: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(answer, dict):
        items = answer.get("items")
        is_list = isinstance(items, list) and all(isinstance(each, dict) for each in items)
        yield from items if is_list and items else [answer]  # a risk names items of plans, as texts
