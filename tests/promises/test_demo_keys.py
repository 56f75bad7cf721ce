"""Promise 7 for the callers that there are: each demo key, and a service of our own.

Each is asked of every operation, for its own body, another one, the partnership, and one that is
none. What a key may do is declared here, by hand: a change of its grants must be meant.
"""

from __future__ import annotations

import dataclasses
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from demo.contents import clients
from deploy.services import GATEWAY
from shared.security.principal import Principal
from shared.security.scopes import OPERATOR, OPERATOR_ONLY, SERVICE_ONLY, Scope
from shared.security.token import HEADER, Signer, new_key_pair
from shared.web.settings import ServiceSettings
from tests.promises.makers import made, made_to_be_refused
from tests.promises.operations import DOCUMENTS, OPERATIONS, Operation, where
from tests.promises.world import COUNCIL, NOWHERE, OTHER_COUNCIL, PARTNERSHIP
from tests.suite import BEHIND, live

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from tests.promises.world import Call, World

C, O, P = COUNCIL, OTHER_COUNCIL, PARTNERSHIP  # noqa: E741 - short, so that the table is one
T: Final = "E07000134"  # of which the world below has nothing
EVERYWHERE: Final = frozenset({OPERATOR})

MAY: Final[dict[str, dict[str, frozenset[str]]]] = {
    "admin": {
        Scope.KPI_DEFINE: EVERYWHERE,
        Scope.CLIENTS_MANAGE: EVERYWHERE,
        Scope.AUDIT_READ: EVERYWHERE,
    },
    "finance": {Scope.KPI_READ: frozenset({C}), Scope.KPI_SUBMIT: frozenset({C})},
    "officer": {
        Scope.KPI_READ: frozenset({C, O, P}),
        Scope.KPI_SUBMIT: frozenset({C, P}),
        Scope.KPI_TARGET: frozenset({C, P}),
        Scope.RISK_READ: frozenset({C, P}),
        Scope.RISK_WRITE: frozenset({C, P}),
        Scope.PROJECTS_READ: frozenset({C, P}),
        Scope.PROJECTS_WRITE: frozenset({C, P}),
    },
    "approver": {
        Scope.KPI_READ: frozenset({C, O, P}),
        Scope.KPI_APPROVE: frozenset({C, P}),
        Scope.KPI_PUBLISH: frozenset({C, P}),
        Scope.RISK_READ: frozenset({C, P}),
        Scope.RISK_APPROVE: frozenset({C, P}),
        Scope.PROJECTS_READ: frozenset({C, P}),
        Scope.PROJECTS_APPROVE: frozenset({C, P}),
        Scope.RISK_CONFIDENTIAL: frozenset({C, P}),
    },
    "dashboard": {
        Scope.KPI_READ: frozenset({C, O, P}),
        Scope.RISK_READ: frozenset({C, P}),
        Scope.PROJECTS_READ: frozenset({C, P}),
    },
    "other_finance": {Scope.KPI_READ: frozenset({O}), Scope.KPI_SUBMIT: frozenset({O})},
    "other_approver": {Scope.KPI_READ: frozenset({O}), Scope.KPI_APPROVE: frozenset({O})},
    "third_approver": {Scope.KPI_READ: frozenset({T}), Scope.KPI_APPROVE: frozenset({T})},
}
"""On which bodies each key may do what an operation asks for. Whoever reads the partnership reads
its members. Scopes that no operation asks for yet stand nowhere here."""

BODIES: Final = (C, O, P, NOWHERE)
CELLS: Final = [(key, operation) for key in MAY for operation in OPERATIONS]
WITH_ONE_BODY: Final = {
    "submission_id",
    "release_id",
    "publication_id",
    "edition_id",
    "register_code",
    "plan_code",
    "plan",
    "objective",
    "reference",
}
"""Path parameters that name a thing of one body alone."""

OF_ONE_BODY: Final = {
    *("read_commentary", "list_commentary_versions"),
    *("read_risk_quarter", "propose_edition", "set_mitigation"),
    *("propose_plan_edition",),
    *("read_projects_quarter", "read_late_list", "read_calendar"),
}
"""What is read or done to something that the world has of one body alone."""

STANDS_UNDER: Final = {
    *("mitigation", "item", "milestone", "consultation", "communication", "group"),
    *("saving", "budget", "staffing"),
}
"""Path parameters that name what cannot be begun where what it stands under is not."""

GIVEN: Final = {
    "list_consultations",
    "read_consultation",
    "list_consultation_voices",
    "comment_release",
    "sign_release",
}
"""Of what a partnership gave to each of its members; who reads the partnership reads it there."""

BY_NAME: Final = "read_early_document"
"""Asks for no scope but for an access that the client was given by name; no demo key was."""

each_cell = pytest.mark.parametrize(
    ("key", "operation"), CELLS, ids=[f"{key}-{operation}" for key, operation in CELLS]
)


def test_every_demo_key_is_declared() -> None:
    assert set(MAY) == {"admin", *clients()}


@each_cell
async def test_a_demo_key_may_do_what_is_declared_and_nothing_else(
    world: World, key: str, operation: Operation
) -> None:
    caller = await _caller(world, key)
    for body in BODIES if _names_a_body(operation) else (C,):
        expected = _expected(key, operation, body)
        make = made_to_be_refused if expected == "refused" else made
        original = await make(world, operation)
        call = _for(original, body)
        answer = await world.send(call, caller)

        # Of what is not there yet a precondition fails; but no action is set against no risk.
        begins = operation.method == "PUT" and STANDS_UNDER.isdisjoint(call.at)
        is_of_one = (WITH_ONE_BODY & set(call.at) and not begins) or operation.id in OF_ONE_BODY
        homes = {C, O} if operation.id in GIVEN else {original.at.get("body_code")}
        if expected == "done" and is_of_one and body not in homes:
            expected = "not found"  # there is no such thing of this body
        told = _told(answer)
        if operation.is_open and expected != "done":
            expected = told if told in {"done", "not found"} else expected  # of what is published
        assert told == expected, f"{body}: {answer.status_code} {answer.text[:300]}"


@dataclasses.dataclass(frozen=True)
class Behind:
    """A service as its own port shows it, and the key of a gateway that it trusts."""

    http: httpx.AsyncClient
    trusted: str


@pytest.fixture(scope="module")
async def behind(world: World) -> AsyncIterator[Mapping[str, Behind]]:
    """Every service behind the gateway, without a gateway before it."""
    async with AsyncExitStack() as running:
        found: dict[str, Behind] = {}
        for service in BEHIND:
            trusted, public = new_key_pair()
            settings = ServiceSettings(
                database_url=world.suite.database.url(service.name),
                public_database_url=world.suite.database.url(service.name, "public"),
                trusted_key=public,
                pool_size=3,
            )
            app = service.app(settings)
            await running.enter_async_context(live(app))
            http = await running.enter_async_context(
                httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x")
            )
            found[service.name] = Behind(http, trusted)
        yield found


@pytest.mark.parametrize(
    "operation", where(lambda o: o.path not in DOCUMENTS[GATEWAY]["paths"]), ids=str
)
async def test_a_service_of_our_own_holds_no_right_by_being_one(
    world: World, behind: Mapping[str, Behind], operation: Operation
) -> None:
    """Nor by a scope that services alone have; and what it signs by itself is nobody's word."""
    name = next(s.name for s in BEHIND if operation.path in DOCUMENTS[s.name]["paths"])
    own, _ = new_key_pair()
    grants = {str(scope): frozenset(BODIES) for scope in SERVICE_ONLY}
    principal = Principal("service:projects", grants=grants)
    statuses: list[int] = []
    call = await made(world, operation)
    for key, audience in (
        (behind[name].trusted, name),
        (behind[name].trusted, "other"),
        (own, name),
    ):
        headers = {HEADER: Signer(key).sign(principal, audience=audience), **call.headers}
        query = httpx.QueryParams(call.query)
        answer = await behind[name].http.request(
            operation.method, call.path, params=query, headers=headers, json=call.content
        )
        statuses.append(answer.status_code)

    allowed = 403 if operation.asks_for_a_scope else 200
    if operation.id == BY_NAME:
        allowed = 404
    assert statuses == [allowed, 401, 401]


async def _caller(world: World, key: str) -> dict[str, str]:
    if key == "admin":
        return world.suite.admin
    grants: dict[str, Any] = clients()[key]["grants"]
    return await world.suite.key(
        "tester", **{scope.replace(":", "_"): on for scope, on in grants.items()}
    )


def _expected(key: str, operation: Operation, body: str) -> str:
    """Return how *key* should be answered: `done`, `refused` or `not found`."""
    if operation.id == BY_NAME:
        return "not found"
    if not operation.asks_for_a_scope:
        return "done"
    holds = MAY[key].get(operation.scope, frozenset())
    if operation.id in GIVEN and operation.reads and P in holds:
        holds -= {O}  # read through the partnership alone
    if body in holds or (operation.scope in OPERATOR_ONLY and holds):
        return "done"
    return "not found" if operation.reads and holds else "refused"


def _told(answer: httpx.Response) -> str:
    """Return what an answer comes to; that what may be done does not fit now is not a refusal."""
    return {401: "unknown", 403: "refused", 404: "not found"}.get(answer.status_code, "done")


def _names_a_body(operation: Operation) -> bool:
    named = {*operation.names("path"), *operation.names("query")}
    return bool(named & {"body_code", "body"}) or operation.id == "submit_figures"


def _for(call: Call, body: str) -> Call:
    if call.operation.id == "submit_figures":
        return call.with_content({**call.content, "body": body})
    if "body_code" in call.at:
        return call.at_another(body_code=body)
    query = tuple((name, body if name == "body" else value) for name, value in call.query)
    return dataclasses.replace(call, query=query)
