"""What services ask of each other: it takes a service's own signature, and nothing else will do.

The operations come from the services' own documents. The suite's leaves them out: no caller of the
API has a use for them, whatever his key.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest
from requests import Request
from requests.structures import CaseInsensitiveDict
from schemathesis.generation import GenerationMode
from schemathesis.openapi import from_dict

from demo.contents import clients
from shared.contracts.events import TAKEN_BY
from shared.journal.listening import service_principal
from shared.journal.outbox import Message
from shared.journal.posting import PostedTo
from shared.security.principal import Principal
from shared.security.scopes import SERVICE_ONLY, Scope
from shared.security.token import HEADER, Signer, new_key_pair
from shared.storage.columns import new_id
from shared.web.settings import ServiceSettings
from tests.promises.generating import generated
from tests.promises.operations import DOCUMENT, DOCUMENTS, OF_SERVICES, PROBLEM, Operation
from tests.promises.test_schemathesis import CHECKS, EXAMPLES, _fields
from tests.promises.world import COUNCIL, OTHER_COUNCIL, PERIOD, World, home_of
from tests.suite import BEHIND, live

if TYPE_CHECKING:
    from shared.web.service import Service

TELLER: Final = "kpi"
GATEWAY_KEY, GATEWAY_TRUSTED = new_key_pair()
KEY, TRUSTED = new_key_pair()
STRANGERS, _ = new_key_pair()
WHEN: Final = "2020-02-03T06:00:00Z"


def event(operation: Operation, body: str = COUNCIL) -> dict[str, Any]:
    """Return a new event that *operation* takes."""
    named = {"id": str(new_id()), "body": body, "occurred_at": WHEN}
    more = {"receive_signal": {"indicator": "council-tax-in-year", "period": PERIOD}}
    assert operation.id in more, f"{operation.id} has no maker in {__file__}"
    return named | more[operation.id]


@dataclass
class Receiver:
    """A service that listens, behind no gateway."""

    http: httpx.AsyncClient
    operation: Operation
    name: str
    world: World

    def token(
        self,
        key: str = KEY,
        issuer: str = f"service:{TELLER}",
        principal: Principal | None = None,
        audience: str | None = None,
    ) -> str:
        """Return a token that is good, unless told otherwise."""
        may = {self.operation.scope: frozenset({COUNCIL})}
        signer = Signer(key, issuer=issuer)
        caller = principal or service_principal(TELLER, may)
        return signer.sign(caller, audience=audience or self.name)

    async def tell(self, content: Any, token: str | None = None, **more: str) -> httpx.Response:
        """Post an event."""
        headers = {HEADER: token if token is not None else self.token()} | more
        sent = {"content": content} if isinstance(content, bytes) else {"json": content}
        return await self.http.post(self.operation.path, headers=headers, **sent)

    async def kept(self) -> int:
        """Return how many events the service has heard."""
        admin = await self.world.suite.database.admin.connect()
        try:
            return int(await admin.fetchval(f"SELECT count(*) FROM {self.name}.inbox"))
        finally:
            await admin.close()


@pytest.fixture(params=OF_SERVICES, ids=str)
async def receiver(world: World, request: pytest.FixtureRequest) -> AsyncIterator[Receiver]:
    operation: Operation = request.param
    service: Service = next(s for s in BEHIND if operation.path in DOCUMENTS[s.name]["paths"])
    settings = ServiceSettings(
        database_url=world.suite.database.url(service.name),
        trusted_key=GATEWAY_TRUSTED,
        trusted_services={TELLER: TRUSTED},
        pool_size=3,
    )
    app = service.app(settings)
    async with (
        live(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as http,
    ):
        yield Receiver(http, operation, service.name, world)


def test_what_services_ask_of_each_other_is_told_in_their_own_documents_alone() -> None:
    assert {operation.id for operation in OF_SERVICES} == {"receive_signal"}
    for operation in OF_SERVICES:
        assert operation.scope in SERVICE_ONLY
        assert not operation.reads
        assert operation.path not in DOCUMENT["paths"]
    assert "RagChanged" not in json.dumps(DOCUMENT)


def test_each_address_that_events_are_posted_to_is_such_an_operation() -> None:
    told = {at for addresses in TAKEN_BY.values() for at in addresses.values()}

    assert told == {(operation.path, operation.scope) for operation in OF_SERVICES}


@pytest.mark.parametrize("operation", OF_SERVICES, ids=str)
async def test_no_caller_of_the_api_gets_past_the_gateway_with_one(
    world: World, operation: Operation
) -> None:
    callers: Mapping[str, tuple[dict[str, str], int]] = {
        "nobody": ({}, 401),
        "a key with every scope": (await world.all_scopes(), 403),
        "a key of the body's": (await world.key(Scope.RISK_WRITE, COUNCIL), 403),
        "the operator": (world.suite.admin, 403),
        "a forged service": ({HEADER: Signer(KEY).sign(Principal("x"), audience="risk")}, 401),
    }
    demo = {
        f"the demo's {name}": (
            await world.suite.key(
                "tester", **{scope.replace(":", "_"): on for scope, on in each["grants"].items()}
            ),
            403,
        )
        for name, each in clients().items()
    }
    for caller, (headers, expected) in {**callers, **demo}.items():
        answer = await world.suite.http.post(operation.path, json=event(operation), headers=headers)
        assert answer.status_code == expected, caller
        assert answer.headers["content-type"] == PROBLEM


@pytest.mark.parametrize("scope", sorted(SERVICE_ONLY))
async def test_no_key_is_granted_what_services_alone_hold(world: World, scope: str) -> None:
    client = {"name": "test", "holder": "tester", "grants": {scope: [home_of(scope)]}}
    answer = await world.suite.http.post("/v1/clients", json=client, headers=world.suite.admin)

    assert answer.status_code == 422
    assert [fault["code"] for fault in answer.json()["errors"]] == ["service_only"]


async def test_an_event_is_taken_once(receiver: Receiver) -> None:
    before = await receiver.kept()
    told = event(receiver.operation)

    answers = [await receiver.tell(told) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [202, 200, 200]
    assert [answer.json() for answer in answers] == [
        {"id": told["id"], "is_news": is_news} for is_news in (True, False, False)
    ]
    assert await receiver.kept() == before + 1


async def test_whoever_is_not_the_teller_is_refused(receiver: Receiver) -> None:
    may = {receiver.operation.scope: frozenset({COUNCIL})}
    of_a_client = {Scope.RISK_READ: frozenset({COUNCIL})}
    teller = service_principal(TELLER, may)
    attempts: Mapping[str, tuple[str, int]] = {
        "without a token": ("", 401),
        "the gateway, for a service": (receiver.token(GATEWAY_KEY, "gateway", teller), 403),
        "the gateway's word, by the teller's key": (receiver.token(issuer="gateway"), 401),
        "the teller's word, by the gateway's key": (receiver.token(GATEWAY_KEY), 401),
        "a stranger": (receiver.token(STRANGERS), 401),
        "for another service": (receiver.token(audience="projects"), 401),
        "as another service": (receiver.token(principal=service_principal("projects", may)), 401),
        "as a client": (receiver.token(principal=Principal("ledger", grants=may)), 401),
        "with a client's scope": (
            receiver.token(principal=service_principal(TELLER, may | of_a_client)),
            401,
        ),
        "without the scope": (receiver.token(principal=service_principal(TELLER)), 403),
        "for another body": (
            receiver.token(
                principal=service_principal(
                    TELLER, {receiver.operation.scope: frozenset({OTHER_COUNCIL})}
                )
            ),
            403,
        ),
    }
    before = await receiver.kept()
    for attempt, (token, expected) in attempts.items():
        answer = await receiver.tell(event(receiver.operation), token)
        assert answer.status_code == expected, attempt
    assert await receiver.kept() == before


async def test_a_tellers_signature_opens_nothing_else(receiver: Receiver) -> None:
    """Neither what clients read, nor what needs no more than some key."""
    at = f"/v1/{receiver.name}/bodies/{COUNCIL}/audit"
    answer = await receiver.http.get(at, headers={HEADER: receiver.token()})

    assert answer.status_code == 403


async def test_whatever_is_told_gets_an_answer_that_is_documented(receiver: Receiver) -> None:
    """By Schemathesis, what the document allows and what it does not; and by hand."""
    document = from_dict(DOCUMENTS[receiver.name])
    statuses = set()
    for mode in GenerationMode:
        for case in generated(receiver.operation, EXAMPLES, mode, document):
            fields: Mapping[str, Any] = case.headers or {}
            case.headers = CaseInsensitiveDict({**fields, HEADER: receiver.token()})
            if mode is GenerationMode.POSITIVE:  # a schema can't say what is a period
                assert isinstance(case.body, dict)
                case.body = {**case.body, "period": PERIOD, "body": COUNCIL}
            asked = Request(**case.as_transport_kwargs("http://x")).prepare()
            payload = asked.body.encode() if isinstance(asked.body, str) else asked.body
            assert isinstance(payload, bytes | None)
            answer = await receiver.http.request(
                str(asked.method), str(asked.url), content=payload, headers=_fields(asked.headers)
            )
            case.validate_response(answer, checks=CHECKS)
            statuses.add(answer.status_code)
    assert statuses >= {202, 422}
    good = json.dumps(event(receiver.operation)).encode()
    for bad in (b"", b"{", b"null", b"[]", good[:-1] + b', "value": 61.2}', good + good, b"\x00"):
        answer = await receiver.tell(bad, **{"Content-Type": "application/json"})
        assert answer.status_code in {400, 422}, bad
        assert answer.headers["content-type"] == PROBLEM


async def test_the_relays_own_post_is_taken(receiver: Receiver) -> None:
    """What the relay signs and says is what the contract says, so neither drifts from the other."""
    told = event(receiver.operation)
    payload = {name: value for name, value in told.items() if name not in {"id", "body"}}
    takes = TAKEN_BY[receiver.name]
    [kind] = [kind for kind, at in takes.items() if at.path == receiver.operation.path]
    signer = Signer(KEY, issuer=f"service:{TELLER}")
    posted = PostedTo(receiver.name, receiver.http, signer, teller=TELLER, takes=takes)
    before = await receiver.kept()
    message = Message(COUNCIL, 1, new_id(), None, kind, payload)  # type: ignore[arg-type]  # unused
    await posted.hear(message)
    await posted.hear(message)

    assert await receiver.kept() == before + 1
