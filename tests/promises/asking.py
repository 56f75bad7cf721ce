"""Every question that an operation can be asked, generated from its OpenAPI description.

A parameter gets the values that matter: where something is, where it is hidden, and what sorts,
cuts, dates or writes the answer otherwise. A new operation joins by itself; a new parameter whose
values cannot be told from its schema fails until it is named here.
"""

from __future__ import annotations

import base64
import json
import random
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final

from tests.promises import planting_projects, planting_risks
from tests.promises.crowds import FULL
from tests.promises.operations import DOCUMENT, OPERATIONS, Operation, resolved
from tests.promises.planting import CIRCLE, EARLIER, LATER
from tests.promises.world import (
    COUNCIL,
    INDICATOR,
    PARTNERSHIP,
    PERIOD,
    SPARE,
    YEAR,
    Call,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.promises.embargo import Pair

AS_MANY: Final = 12
AS_MANY_ATTEMPTS: Final = 4
"""Of the questions to one operation, or attempts at it, how many each caller makes, unless
`QD_FULL=1`."""

SPOKEN_TO_SQL: Final = "' OR publish_at > now() --"
"""No question reaches past the public role's policies, however it is put."""

OTHER_METHODS: Final = ("HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_GUESSES: Final = 3
_LAST_ID: Final = "ffffffff-ffff-ffff-ffff-ffffffffffff"


@dataclass(frozen=True)
class Ask:
    """One question: a request by some method, which need not be the operation's."""

    method: str
    call: Call

    def said(self) -> str:
        """Return all that whoever asks has said himself."""
        return json.dumps([self.call.path, self.call.query, dict(self.call.headers)])


@dataclass(frozen=True)
class Values:
    """The values that matter, by parameter; of editions by service, as each has its own."""

    places: Mapping[str, Sequence[str]]
    queries: Mapping[str, Sequence[str]]
    tags: Sequence[str]
    editions: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, pair: Pair) -> Values:
        """Return the values for a pair of worlds."""
        planted, known = pair.planted, pair.plain.places
        hidden = list(dict.fromkeys(planted.releases))
        releases = [*hidden, known["publication_id"]]
        return cls(
            {
                "body_code": (COUNCIL, PARTNERSHIP, CIRCLE),
                "subject": (COUNCIL,),
                "submission_id": (*planted.submissions[:2], known["submission_id"]),
                "release_id": hidden,
                "publication_id": releases,
                "client_id": (known["client_id"],),
                "key_id": (known["key_id"],),
                "indicator": (INDICATOR, SPARE),
                "code": (INDICATOR, COUNCIL),
                "slug": (PARTNERSHIP,),
                "year": (YEAR,),
                "period": (PERIOD, LATER, "2019-20-Q4"),
                "kind": ("scorecard", "text", "changes", "register", "plan", "report", "timeline"),
                "register_code": ("operational",),
                "reference": (planting_risks.REFERENCE, "R1"),
                "mitigation": ("A1",),
                "plan_code": (planting_projects.PLAN,),
                "plan": ("improvement",),
                "item": (planting_projects.ITEM, "R5a"),
                "milestone": (planting_projects.MILESTONE, "m1"),
                "objective": ("economy",),
                "council": (COUNCIL,),
                "consultation": ("protocol",),
                "communication": ("held", "bulletin"),
                "group": ("steering",),
                **dict.fromkeys(("saving", "budget", "staffing"), ("first",)),
                "signal_id": ("01a20316-0000-7000-8000-000000000000",),
            },
            {
                "body": (COUNCIL, PARTNERSHIP),
                "period": (PERIOD, LATER, EARLIER, "2019-20-Q3", "2019-20-Q4", YEAR),
                "year": (YEAR,),
                "indicator": (INDICATOR,),
                "release": releases,
                "from": (*hidden[:1], "2020-01-01"),
                "to": ("2098-06-02",),
                "on": ("2098-06-02",),
                "band": ("high",),
                "plan": ("improvement",),
                "owner": ("LB",),
                "state": ("open", "closed"),
                "known_at": ("2020-01-01T00:00:00Z", "2098-06-01T09:30:01Z"),
                "since": ("2020-01-01T00:00:00Z",),
                "until": ("2098-06-01T09:30:01Z",),
                "limit": ("1", "1000"),
                "act": ("release.scheduled", "submission.received"),
                "subject": (f"releases/{hidden[0]}", "submissions"),
                "by": (known["client_id"],),
                "service": ("kpi",),
                "register": ("operational",),
                "after": (f"0-{'0' * 64}",),
            },
            [f'"{tag}"' for tag in (*planted.tags, *(t[:32] for t in planted.tags))],
            {
                "risk": (*planted.editions["risk"], known["edition_id"]),
                "projects": (*planted.editions["projects"], known["plan_edition_id"]),
            },
        )

    def place(self, operation: Operation, name: str) -> Sequence[str]:
        """Return the values of a path parameter."""
        if name == "edition_id":
            return self.editions[_service(operation.path)]
        assert name in self.places, f"say in {__file__} which values of {name} matter"
        if name == "code":
            council = operation.schema_of(name)["pattern"].startswith("^E")
            return self.places[name][1:] if council else self.places[name][:1]
        return self.places[name]

    def query(self, name: str, schema: dict[str, Any], path: str) -> Sequence[str]:
        """Return the values of a query parameter: those named here, or all that it can be."""
        if name == "cursor":
            return (*_forged(path), SPOKEN_TO_SQL)
        if name == "edition":
            return (*self.editions[_service(path)], SPOKEN_TO_SQL)
        if name in self.queries:
            return (*self.queries[name], SPOKEN_TO_SQL)
        kinds = [resolved(kind) for kind in schema.get("anyOf", [schema])]
        every = [value for kind in kinds for value in kind.get("enum", ())]
        if any(kind.get("type") == "boolean" for kind in kinds):
            every += ["true", "false"]
        assert every, f"say in {__file__} which values of {name} matter"
        return every


def asks_of(values: Values, operation: Operation, *, caller: str) -> list[Ask]:
    """Return what *caller* asks of a read: everything, or a fixed sample of it."""
    every = list(_every(values, operation))
    plain = [ask for ask in every if ask.method == "GET" and not ask.call.headers]
    return [*plain[:2], *_some(every, AS_MANY - 2, operation, caller)]


def attempts_of(values: Values, operation: Operation, *, caller: str) -> list[Ask]:
    """Return *caller*'s attempts at a write where something is hidden, with its tag and without."""
    return _some(list(_attempts(values, operation)), AS_MANY_ATTEMPTS, operation, caller)


def _some(every: Sequence[Ask], most: int, operation: Operation, caller: str) -> list[Ask]:
    if FULL or len(every) <= most:
        return list(every)
    seed = random.Random(f"{operation.id}, {caller}")  # noqa: S311 - the same sample each time
    return seed.sample(every, most)


def _attempts(values: Values, operation: Operation) -> Iterator[Ask]:
    names = operation.names("path")
    for at in product(*(values.place(operation, name) for name in names)):
        call = Call(operation, dict(zip(names, at, strict=True)))
        yield Ask(operation.method, call)
        for tag in values.tags if FULL else values.tags[:1]:
            yield Ask(operation.method, call.with_headers(if_match=tag))


def _every(values: Values, operation: Operation) -> Iterator[Ask]:
    names = operation.names("path")
    for at in product(*(values.place(operation, name) for name in names)):
        call = Call(operation, dict(zip(names, at, strict=True)))
        for asked in _queried(values, call):
            yield Ask("GET", asked)
        first = next(_queried(values, call))
        for method in OTHER_METHODS:
            if method.lower() not in DOCUMENT["paths"][operation.path]:
                yield Ask(method, first)
        yield Ask("GET", first.with_headers(accept="text/csv"))
        yield Ask("GET", first.with_headers(if_none_match="*"))
        for tag in values.tags if FULL else values.tags[:_GUESSES]:
            yield Ask("GET", first.with_headers(if_none_match=tag))
        yield Ask("GET", first.with_headers(if_none_match=", ".join(values.tags[:20])))


def _queried(values: Values, call: Call) -> Iterator[Call]:
    """Yield the call with what it must be asked, then with each other parameter and each two."""
    said = [p for p in call.operation.said.get("parameters", ()) if p["in"] == "query"]
    choices = {
        p["name"]: [(p["name"], v) for v in values.query(p["name"], p["schema"], call.path)]
        for p in said
    }
    must = [choices.pop(p["name"]) for p in said if p.get("required")]
    for base in product(*must):
        yield call.with_query(*base)
    for base in product(*must):
        for each in choices.values():
            for one in each:
                yield call.with_query(*base, one)
        for pair in combinations(choices.values(), 2):
            for both in product(*pair):
                yield call.with_query(*base, *both)


def _service(path: str) -> str:
    return path.split("/")[2]


def _forged(path: str) -> Iterator[str]:
    """Yield cursors as a list gives them, to places where something might be hidden."""
    for key in (
        ["2098-06-01T09:30:00+00:00", _LAST_ID],
        ["2098-06-01T09:30:00+00:00"],
        [PERIOD],
        [YEAR, INDICATOR],
        ["999999"],
    ):
        written = json.dumps([path, *key], separators=(",", ":")).encode()
        yield base64.urlsafe_b64encode(written).decode().rstrip("=")


def parameters() -> set[str]:
    """Return the name of each path parameter of any read, but those of editions."""
    reads = (operation for operation in OPERATIONS if operation.reads)
    return {name for operation in reads for name in operation.names("path")} - {"edition_id"}
