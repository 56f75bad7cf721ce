"""Walks through the whole suite, over the network: each call builds on the answers before it.

Each walk asks every operation once, in an order of its own, of things that earlier answers told of
and in the state that they showed. Calls come from the document by Schemathesis, with all its checks
on. A walk of refusals would prove nothing: the shares of what succeeds are part of the promise.
Six walks; with `QD_FULL=1`, 100. The same ones each time.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pytest
import requests
import schemathesis
from requests.structures import CaseInsensitiveDict
from schemathesis.specs.openapi.checks import ignored_auth

from tests.promises.crowds import PATIENCE_S, sized
from tests.promises.generating import generated
from tests.promises.makers import is_step, made, made_at_once
from tests.promises.operations import DOCUMENT, JSON, OPERATIONS, Operation, resolved
from tests.promises.shares import check_shares, told
from tests.promises.street import GROUP
from tests.promises.walks import Learnt
from tests.promises.world import COUNCIL, SPARE_YEAR, YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schemathesis import Case

    from tests.promises.street import Street

pytestmark = [pytest.mark.xdist_group(GROUP), pytest.mark.timeout(4 * PATIENCE_S)]

WALKS: Final = sized(6, full=100)
OF_ITS_PLACE: Final = (
    "explain_figures",  # its payload speaks of what one submission holds, and no other
    "read_published_document",  # a list of publications names no document in them;
    "read_release_document",  # no answer tells the addresses of a draft's documents,
    "read_early_document",  # nor those of one that only who was let in may read
    "verify_release",  # of one that is frozen, as few are
    "verify_edition",
    "verify_plan_edition",
    "read_register_publication",  # of an edition that is public, as few are
    "verify_register_publication",
    "read_register_document",
    "read_plan_publication",
    "verify_plan_publication",
    "read_plan_document",
    "accept_risk",  # its payload speaks of one risk's score, and another's hand assessed it
    "revoke_acceptance",
    "hide_text",  # its payload names one text of one risk
    "remove_plan_item",  # of what was removed nothing more is said
    "remove_milestone",
    "withdraw_edition",  # the world's own is other tests' too
    "withdraw_plan_edition",
)
"""Operations that are asked at the places of their makers alone, each for a reason."""

SENSIBLE: Final[Mapping[str, dict[str, str]]] = {
    "read_movement": {"from": "2020-01-01"},
    "read_plan_changes": {"from": "2020-01-01"},
    "read_risk_quarter": {"period": "2019-20-Q3"},
    "read_projects_quarter": {"period": "2019-20-Q3"},
}
"""What is asked of reads that need more than a schema says, and nothing else."""

SEEN_IN: Final = dict.fromkeys(
    ("accept_risk", "revoke_acceptance"), "/v1/risk/bodies/{body_code}/risks/{reference}/acceptance"
)
"""Where a step's caller looks that is bound to another document than the one above its address."""

TRIED: Final = 3
"""How many things that he has learnt of a walker looks at before those made for the step."""

ACTIONS: Final = dict.fromkeys(("grant_early_access", "end_early_access"), "grant_early_access")
"""Steps that a release's `allowed_actions` call otherwise than the end of their address."""

KEPT: Final = {operation.path for operation in OPERATIONS if operation.method == "PUT"}
DOCUMENTS: Final = {
    operation.path
    for operation in OPERATIONS
    if operation.reads and (operation.path.endswith("}") or operation.path in KEPT)
}

SCHEMA: Final = schemathesis.openapi.from_dict(
    DOCUMENT,
    config=schemathesis.Config.from_dict(
        {
            # What several fields say together is more than a schema can: that is 422; and what
            # others did meanwhile is 409 or 412. The shares below tell that most calls succeed.
            "checks": {
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", 304, 404, 409, 412, 422],
                }
            }
        }
    ),
)


@dataclass
class Walker:
    """Who walks: what he has learnt, and how he was answered.

    Attributes:
        own: Where an operation's calls were made for: the only places of some.
    """

    url: str
    key: dict[str, str]
    payloads: dict[str, list[Any]]
    own: dict[str, list[Mapping[str, str]]]
    learnt: Learnt
    answered: Counter[tuple[str, int]] = field(default_factory=Counter)
    session: requests.Session = field(default_factory=requests.Session)

    def look_around(self) -> None:
        """Read every list that is known to be somewhere, and those that are told of there."""
        seen = set[str]()
        for operation in [operation for operation in OPERATIONS if operation.is_list] * 2:
            for at in self.learnt.ways(operation):
                path = operation.path.format(**at)
                if path in seen:
                    continue
                seen.add(path)
                answer = self.session.get(self.url + path, headers=self.key, timeout=10)
                assert answer.status_code == 200, answer.text
                self.learnt.take(operation, at, path, answer.json(), answer.headers["ETag"])

    def ask(self, case: Case[Any], operation: Operation, chance: int) -> None:
        """Ask *operation* by *case*, of what is known; *chance* chooses what is left open."""
        at = self._where(operation, chance)
        path = operation.path.format(**at)
        case.path_parameters = dict(at)
        case.headers = CaseInsensitiveDict(self._condition(operation, at))
        case.query = self._query(case, operation, chance)
        if operation.id in self.payloads:
            case.body = self._payload(case, operation, chance)
            case.media_type = JSON
        self._send(case, operation, at, path)

    def _where(self, operation: Operation, chance: int) -> Mapping[str, str]:
        """Return where to ask: if it is a step, of a thing that is said to allow it now."""
        own = _turned(self.own.get(operation.id, []), chance)
        if operation.id in OF_ITS_PLACE and operation.reads:
            return own[0]
        known = [] if operation.id in OF_ITS_PLACE else self.learnt.ways(operation)
        known = _turned(known, chance)
        ways = [*known[:TRIED], *own, *known[TRIED:]]
        assert ways, f"no answer so far tells where {operation.id} could be asked"
        if operation.reads or not own:
            return ways[0]
        return next((at for at in ways if self._allows(operation, at)), ways[0])

    def _allows(self, operation: Operation, at: Mapping[str, str]) -> bool:
        """Read the thing that a step is taken of, and return whether it says that it may be."""
        said = self._read(_document(operation).format(**at)) or {}
        step = ACTIONS.get(operation.id, operation.path.rpartition("/")[2])
        actions = {one["action"]: one["allowed"] for one in said.get("allowed_actions", ())}
        return bool(actions.get(step, True))

    def _condition(self, operation: Operation, at: Mapping[str, str]) -> dict[str, str]:
        """Return the tag of what is to be changed, which is read if it is not known."""
        if not operation.takes_header("If-Match"):
            return {}
        document = _document(operation).format(**at)
        if document not in self.learnt.tags and self._read(document) is None:
            return {"If-None-Match": "*"}
        return {"If-Match": self.learnt.tags[document]}

    def _read(self, document: str) -> dict[str, Any] | None:
        """Read a document and keep its tag; return None if there is none yet."""
        read = self.session.get(self.url + document, headers=self.key, timeout=10)
        if read.status_code == 404:
            return None
        assert read.status_code == 200, read.text
        self.learnt.tags[document] = read.headers["ETag"]
        said: dict[str, Any] = read.json()
        return said

    def _query(self, case: Case[Any], operation: Operation, chance: int) -> dict[str, Any]:
        """Return the query as it was generated, but for what answers have told, as a period."""
        if not operation.reads:
            return {}
        if operation.id in SENSIBLE:
            return SENSIBLE[operation.id]
        generated: dict[str, Any] = dict(case.query or {})
        for name in generated:
            if known := self.learnt.values({"body": "body_code"}.get(name, name)):
                generated[name] = known[chance % len(known)]
        # A cursor is another answer's alone, most instants are before anything was known, `from` is
        # one of the few frozen releases of the same period, and little is published.
        rare = {"cursor", "known_at", "from", "release", "view"}
        return {name: value for name, value in generated.items() if name not in rare}

    def _payload(self, case: Case[Any], operation: Operation, chance: int) -> Any:
        """Return a payload that makes sense, with one of its fields as it was generated."""
        sensible = self.payloads[operation.id][chance % len(self.payloads[operation.id])]
        generated = case.body if isinstance(case.body, dict) else {}
        schema = resolved(operation.said["requestBody"]["content"][JSON]["schema"])
        names = sorted(resolved(schema.get("anyOf", [schema])[0])["properties"])
        one = names[chance % len(names)]
        # Every other payload is all sensible: else few writes would take effect.
        take = chance % 2 and one in generated
        return {**sensible, one: generated[one]} if take else sensible

    def _send(
        self, case: Case[Any], operation: Operation, at: Mapping[str, str], path: str
    ) -> None:
        given: dict[str, Any] = {"headers": self.key, "timeout": 10}
        answer = case.call(base_url=self.url, session=self.session, **given)
        first = not any(self.answered[operation.id, status] for status in operation.successes)
        self.answered[operation.id, answer.status_code] += 1
        # Whether a key is asked for at all is tried once for each operation.
        excluded = [] if first else [ignored_auth]
        case.validate_response(answer, excluded_checks=excluded, transport_kwargs=given)
        if answer.status_code in operation.successes and answer.content:
            tag = answer.headers.get("etag", [None])[0]
            told = json.loads(answer.content) if b"{" in answer.content[:1] else None
            self.learnt.take(operation, at, path, told, tag)


def _turned(ways: Sequence[Mapping[str, str]], chance: int) -> list[Mapping[str, str]]:
    """Return *ways*, beginning where *chance* says."""
    first = chance % len(ways) if ways else 0
    return [*ways[first:], *ways[:first]]


def _document(operation: Operation) -> str:
    """Return the path of the document that *operation* changes, or that it is a step of."""
    if operation.id in SEEN_IN:
        return SEEN_IN[operation.id]
    path = operation.path
    while path not in DOCUMENTS:
        path = path.rpartition("/")[0]
    return path


async def test_walks_through_the_suite_mostly_succeed_and_never_surprise(street: Street) -> None:
    walker = await _walker(street)
    drawn = {operation.id: generated(operation, WALKS, document=SCHEMA) for operation in OPERATIONS}
    walker.look_around()
    for number in range(WALKS):
        chances = random.Random(number)  # noqa: S311 - the same walk each time
        for operation in chances.sample(OPERATIONS, len(OPERATIONS)):
            # Of few operations are there fewer calls than walks: one without parameters has one.
            case = drawn[operation.id][number % len(drawn[operation.id])]
            walker.ask(case, operation, chances.randrange(2**16))
    print(told(walker.answered))  # noqa: T201 - the tally is for whoever runs it with -s
    check_shares(walker.answered)


def test_a_run_of_refusals_is_no_good_run() -> None:
    """The shares are told by group, so that many good reads hide no write that always fails."""
    good = Counter({(operation.id, min(operation.successes)): 9 for operation in OPERATIONS})
    refused = Counter({(OPERATIONS[0].id, 422): 100})
    lost = Counter({(operation.id, 404): 2 for operation in OPERATIONS})
    never = Counter({key: n for key, n in good.items() if key[0] != OPERATIONS[-1].id})

    check_shares(good)
    for bad in (good + refused, good + lost, never):
        with pytest.raises(AssertionError):
            check_shares(bad)


async def _walker(street: Street) -> Walker:
    world = street.world
    calls = {
        operation.id: await made_at_once(world, operation, WALKS)
        if is_step(operation)
        else [await made(world, operation) for _ in range(WALKS)]
        for operation in OPERATIONS
        if operation.media_types or is_step(operation) or operation.id in OF_ITS_PLACE
    }
    payloads = {
        name: [call.content for call in of_it]
        for name, of_it in calls.items()
        if of_it[0].content is not None
    }
    own = {
        name: [call.at for call in of_it]
        for name, of_it in calls.items()
        if name in OF_ITS_PLACE or is_step(of_it[0].operation)
    }
    key = await world.all_scopes()
    listed = await world.suite.http.get("/v1/clients?limit=1000", headers=key)
    # The world's own is known by its id: other tests change what it is called.
    others = {client["id"] for client in listed.json()["items"]} - {world.places["client_id"]}
    start = [{"body_code": COUNCIL, "year": year} for year in (YEAR, SPARE_YEAR)]
    return Walker(street.url, key, payloads, own, Learnt(start, frozenset(others)))
