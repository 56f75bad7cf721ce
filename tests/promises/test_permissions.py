"""Who may do what: every operation, asked by every kind of caller.

The rule. What is published is anyone's. Else anonymous callers are refused (401). A caller without
the operation's scope is refused (403), unless any key will do. One who holds it on the body in
question may; one who holds it on another body is refused on a write (403) and finds nothing on a
read (404). Who reads a partnership reads its members' working figures, but neither their risks, nor
their plans, nor their audit, and writes for none of them. A scope of the operator's is granted on
`operator` alone, so that "on another body" cannot be: no key is made with it.
"""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import TYPE_CHECKING

import pytest

from services.kpi.main import SERVICE as KPI
from shared.security.scopes import OPERATOR, OPERATOR_ONLY, SERVICE_ONLY, Scope
from tests.promises.makers import made, made_to_be_refused
from tests.promises.operations import DOCUMENTS, OPERATIONS, Operation, described, where
from tests.promises.world import OF_PARTNERSHIPS, OTHER_COUNCIL, PARTNERSHIP, YEAR, home_of

if TYPE_CHECKING:
    from tests.promises.world import Call, World


class Role(StrEnum):
    """Who calls."""

    HOLDER = "the holder of the scope on the body"
    ELSEWHERE = "its holder on another body"
    PARTNERSHIP = "its holder on a partnership of the body"
    NONE = "a key without it"
    ANONYMOUS = "nobody in particular"


class Kind(StrEnum):
    """What sort of operation it is, as far as rights go."""

    PUBLIC = "of what is published"
    OPEN = "open to any key"
    OPERATORS = "the operator's"
    READ = "a read of one body"
    OWN = "a read of one body's own"
    WRITE = "a write for a body"
    JOINT = "a write for a partnership"
    GIVEN = "a read of what was given to one body"
    NAMED = "a read by whoever was let in by name"


ALLOWED = 200
NOT_GRANTABLE = -1

EXPECTED = {
    Kind.PUBLIC: dict.fromkeys(Role, ALLOWED),
    Kind.OPEN: {
        Role.HOLDER: ALLOWED,
        Role.ELSEWHERE: ALLOWED,
        Role.PARTNERSHIP: ALLOWED,
        Role.NONE: ALLOWED,
        Role.ANONYMOUS: 401,
    },
    Kind.OPERATORS: {
        Role.HOLDER: ALLOWED,
        Role.ELSEWHERE: NOT_GRANTABLE,
        Role.PARTNERSHIP: NOT_GRANTABLE,
        Role.NONE: 403,
        Role.ANONYMOUS: 401,
    },
    Kind.READ: {
        Role.HOLDER: ALLOWED,
        Role.ELSEWHERE: 404,
        Role.PARTNERSHIP: ALLOWED,
        Role.NONE: 403,
        Role.ANONYMOUS: 401,
    },
    Kind.OWN: {
        Role.HOLDER: ALLOWED,
        Role.ELSEWHERE: 404,
        Role.PARTNERSHIP: 404,
        Role.NONE: 403,
        Role.ANONYMOUS: 401,
    },
    Kind.WRITE: {
        Role.HOLDER: ALLOWED,
        Role.ELSEWHERE: 403,
        Role.PARTNERSHIP: 403,
        Role.NONE: 403,
        Role.ANONYMOUS: 401,
    },
}

EXPECTED[Kind.JOINT] = EXPECTED[Kind.WRITE] | {Role.PARTNERSHIP: ALLOWED}
EXPECTED[Kind.GIVEN] = EXPECTED[Kind.OWN]
EXPECTED[Kind.NAMED] = dict.fromkeys(Role, 404) | {Role.HOLDER: ALLOWED, Role.ANONYMOUS: 401}

PUBLIC = {
    "list_publications",
    "read_publication",
    "read_published_document",
    "verify_publication",
    "list_register_publications",
    "read_register_publication",
    "read_register_document",
    "verify_register_publication",
    "list_plan_publications",
    "read_plan_publication",
    "read_plan_document",
    "verify_plan_publication",
}
"""Operations that answer everyone alike. What joins this list is decided, and never happens."""

OF_TWO_VIEWS = {
    *("read_scorecard", "read_series", "read_register_view", "read_heatmap"),
    *("read_plan_report", "read_plan_timeline"),
}
"""Reads of one body that show everyone else what is published of it. Asked for the working view,
they are as any other read: so the matrix asks them."""

OWN = {Scope.AUDIT_READ, Scope.RISK_READ, Scope.PROJECTS_READ}
"""The scopes of reads that a right on a partnership of the body does not open."""

NAMED = {"read_early_document"}
"""Reads that a key's scopes say nothing about: the publisher has named the client."""

GIVEN = {"list_consultations", "read_consultation", "list_consultation_voices"}
"""Reads that a right on a partnership of the body does not open: another one may have given it."""

WRITES_BY_PAYLOAD = {"submit_figures"}
"""Writes whose body stands in the payload instead of the path."""

MATRIX = [(operation, role) for operation in OPERATIONS for role in Role]


def kind_of(operation: Operation) -> Kind:
    """Return what sort of operation it is; fail if this file has no rule for it."""
    joint = OF_PARTNERSHIPS if not operation.reads else set()
    named = {Kind.PUBLIC: PUBLIC, Kind.NAMED: NAMED, Kind.GIVEN: GIVEN, Kind.JOINT: joint}
    for kind, its in named.items():
        if operation.id in its:
            return kind
    if not operation.asks_for_a_scope:
        return Kind.OPEN
    if operation.scope in OPERATOR_ONLY:
        return Kind.OPERATORS
    has_body = "body_code" in operation.names("path") or "body" in operation.names("query")
    if operation.reads and has_body and operation.scope in OWN:
        return Kind.OWN
    if operation.reads and has_body:
        return Kind.READ
    if not operation.reads and (has_body or operation.id in WRITES_BY_PAYLOAD):
        return Kind.WRITE
    message = f"{operation.id} is of a kind whose permissions nobody has declared"
    raise AssertionError(message)


BODYS_OWN = where(lambda operation: kind_of(operation) in {Kind.READ, Kind.OWN})
"""What was given to one member was given to the others too, and so is not among these."""

OF_ONE_BODY = where(lambda operation: kind_of(operation) in {Kind.READ, Kind.OWN, Kind.GIVEN})


@pytest.mark.parametrize(
    ("operation", "role"), MATRIX, ids=[f"{o.id}-{role.name.lower()}" for o, role in MATRIX]
)
async def test_each_caller_may_do_what_the_rule_says(
    world: World, operation: Operation, role: Role
) -> None:
    expected = EXPECTED[kind_of(operation)][role]
    if expected == NOT_GRANTABLE:
        await _check_not_grantable(world, operation.scope)
        return
    make = made if expected == ALLOWED else made_to_be_refused
    call = await make(world, operation)
    answer = await world.send(call, await _caller(world, operation, role))

    good = answer.status_code in operation.successes
    assert good if expected == ALLOWED else answer.status_code == expected, answer.text


@pytest.mark.parametrize("operation", OF_ONE_BODY, ids=str)
async def test_a_member_does_not_read_its_partnership(world: World, operation: Operation) -> None:
    call = _at_another(await made(world, operation), PARTNERSHIP)
    member = await world.key(operation.scope, OTHER_COUNCIL)

    assert (await world.send(call, member)).status_code == 404


@pytest.mark.parametrize("operation", BODYS_OWN, ids=str)
async def test_another_bodys_thing_is_not_found_under_ones_own(
    world: World, operation: Operation
) -> None:
    """A submission's id opens nothing under the address of a body that did not make it."""
    call = _at_another(await made(world, operation), OTHER_COUNCIL)
    reader = await world.key(operation.scope, OTHER_COUNCIL)
    answer = await world.send(call, reader)

    if "submission_id" in call.at:
        assert answer.status_code == 404
    else:
        assert answer.status_code in {200, 404}
        assert f'"body":"{home_of(operation.scope)}"' not in answer.text


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_every_operation_declares_its_scope(operation: Operation) -> None:
    known = {scope.value for scope in Scope}

    assert operation.scope in known or operation.scope in {"any", "public"}
    asked = [operation.scope] if operation.asks_for_a_scope else []
    unkeyed: list[dict[str, list[str]]] = [{}] if operation.id in PUBLIC | OF_TWO_VIEWS else []
    assert operation.said["security"] == [*unkeyed, {"bearer": asked}, {"api_key": asked}]


def test_only_what_is_published_is_anyones() -> None:
    assert {o.id for o in OPERATIONS if o.is_public} == PUBLIC
    assert {o.id for o in OPERATIONS if o.is_open} == PUBLIC | OF_TWO_VIEWS
    assert all(operation.reads for operation in where(lambda o: o.is_open))


@pytest.mark.parametrize("operation", where(lambda o: o.id in OF_TWO_VIEWS), ids=str)
@pytest.mark.parametrize("role", Role)
async def test_who_may_not_read_the_body_reads_what_is_published_of_it(
    world: World, operation: Operation, role: Role
) -> None:
    published = {"year": YEAR}
    call = await made(world, operation)
    query = tuple(
        (name, published.get(name, value))
        for name, value in call.query
        if name in {"year", "period"}
    )
    asked = dataclasses.replace(call, query=query)
    answer = await world.send(asked, await _caller(world, operation, role))

    assert answer.status_code == 200, answer.text
    entitled = EXPECTED[kind_of(operation)][role] == ALLOWED
    assert answer.json()["view"] == ("working" if entitled else "published")
    kept = "private, no-store" if entitled else "public, no-cache"
    assert answer.headers["cache-control"] == kept


def test_only_health_is_told_to_whoever_asks() -> None:
    unguarded = {o.path for o in described() if not o.said.get("security")}

    assert unguarded == {"/livez", "/readyz"}


def test_security_schemes_are_described_wherever_they_are_named() -> None:
    for name, document in DOCUMENTS.items():
        assert set(document["components"]["securitySchemes"]) == {"bearer", "api_key"}, name


def test_a_new_operation_is_asked_without_being_listed() -> None:
    """The matrix is read from the services: KPI's routes and the document name the same."""
    routes = {route.name for router in KPI.routers for route in router.routes}  # type: ignore[attr-defined]  # Starlette's base route has no name

    assert routes <= {operation.id for operation, _ in MATRIX}


async def _caller(world: World, operation: Operation, role: Role) -> dict[str, str]:
    scope = operation.scope if operation.asks_for_a_scope else Scope.KPI_READ
    if role is Role.ANONYMOUS:
        return {}
    if role is Role.NONE:
        return await world.without(scope)
    bodies = {
        Role.HOLDER: home_of(scope, operation),
        Role.ELSEWHERE: OTHER_COUNCIL,
        Role.PARTNERSHIP: PARTNERSHIP,
    }
    return await world.key(scope, bodies[role])


def _at_another(call: Call, body: str) -> Call:
    """Return *call* for another body, be it named in the path or in the query."""
    if "body_code" in call.at:
        return call.at_another(body_code=body)
    query = tuple((name, body if name == "body" else value) for name, value in call.query)
    return dataclasses.replace(call, query=query)


async def _check_not_grantable(world: World, scope: str) -> None:
    for body in (OTHER_COUNCIL, PARTNERSHIP):
        client = {"name": "test", "holder": "tester", "grants": {scope: [OPERATOR, body]}}
        answer = await world.suite.http.post("/v1/clients", json=client, headers=world.suite.admin)
        assert answer.status_code == 422
        assert [fault["code"] for fault in answer.json()["errors"]] == ["operator_only"]


def test_services_scopes_are_asked_of_no_client() -> None:
    assert not SERVICE_ONLY & {operation.scope for operation in OPERATIONS}
