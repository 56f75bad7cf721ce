"""Who comes in, as whom, and through which door."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from shared.refusals import Conflict

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from services.gateway.door.entrance import Door
    from tests.gateway.door.gate import Gate, Served


def calling(door: Door) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(door, raise_app_exceptions=True)
    return httpx.AsyncClient(transport=transport, base_url="http://suite.example")


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/v1/kpi", "kpi"),
        ("/v1/kpi/councils", "kpi"),
        ("/v1/kpis", "gateway"),
        ("/v1/kp%69/councils", "gateway"),
        ("/V1/kpi/councils", "gateway"),
        ("/v1//kpi", "gateway"),
        ("/v1/clients", "gateway"),
        ("/", "gateway"),
    ],
)
async def test_a_path_belongs_to_a_service_by_its_bytes(
    gate: Gate, path: str, service: str
) -> None:
    async with calling(gate.door()) as client:
        assert (await client.get(path)).json()["service"] == service


@pytest.mark.parametrize(
    ("fields", "caller"),
    [
        ({}, "anonymous"),
        ({"Authorization": "Bearer qd_finance"}, "finance"),
        ({"Authorization": "bearer qd_finance"}, "finance"),
        ({"X-API-Key": "qd_finance"}, "finance"),
        ({"X-API-Key": "qd_finance", "Authorization": "Bearer qd_finance"}, "finance"),
    ],
)
async def test_a_service_is_told_who_calls(gate: Gate, fields: dict[str, str], caller: str) -> None:
    """The echo verifies the token's signature and audience before it names the caller."""
    async with calling(gate.door()) as client:
        seen = (await client.get("/v1/kpi/x", headers=fields)).json()

    assert seen["caller"] == caller
    assert not {"authorization", "x-api-key"} & set(dict(seen["fields"]))


@pytest.mark.parametrize(
    "fields",
    [
        [("Authorization", "Bearer qd_stranger")],
        [("X-API-Key", "")],
        [("X-API-Key", "x" * 201)],
        [("Authorization", "Basic cWQ6Zg==")],
        [("Authorization", "Bearer")],
        [("X-API-Key", "qd_finance"), ("Authorization", "Bearer qd_officer")],
        [("X-API-Key", "qd_finance"), ("X-API-Key", "qd_officer")],
        [("X-API-Key", "qd_finance"), ("Authorization", "Basic cWQ6Zg==")],
    ],
)
async def test_whatever_is_wrong_with_a_key_the_answer_is_the_same(
    gate: Gate, fields: list[tuple[str, str]]
) -> None:
    async with calling(gate.door()) as client:
        answer = await client.get("/v1/kpi/x", headers=fields)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="quarterday"'
    assert answer.json() == {
        "type": "/problems/unauthenticated",
        "title": "The caller is not known",
        "status": 401,
        "detail": "Send a valid key as 'Authorization: Bearer qd_...' or 'X-API-Key'.",
        "instance": "/v1/kpi/x",
        "code": "unauthenticated",
        "request_id": answer.headers["x-request-id"],
        "errors": [],
    }


@pytest.mark.parametrize(
    "name",
    [
        "X-Quarterday-Principal",
        "X_Quarterday_Principal",
        "Forwarded",
        "X-Forwarded-For",
        "X-Forwarded-Anything",
        "X_Forwarded_For",
        "X-Real-IP",
    ],
)
async def test_a_claim_that_only_the_door_may_make_is_dropped(gate: Gate, name: str) -> None:
    forged = gate.forged_token(client="admin", audience="kpi")

    async with calling(gate.door()) as client:
        seen = (await client.get("/v1/kpi/x", headers={name: forged})).json()

    assert seen["caller"] == "anonymous"
    assert forged not in [value for _, value in seen["fields"]]


async def test_connection_cannot_name_the_identity_away(gate: Gate, serve: Served) -> None:
    """Else a known caller could pass for one that the service was told nothing about."""
    url = await serve(gate.door(gate.forward(await serve(gate.echo("kpi")))))
    fields = {"Connection": "x-quarterday-principal, host", "X-API-Key": "qd_finance"}

    async with httpx.AsyncClient(base_url=url) as client:
        seen = (await client.get("/v1/kpi/x", headers=fields)).json()

    assert seen["caller"] == "finance"
    assert "host" in dict(seen["fields"])


@pytest.mark.parametrize("given", ["abc-123_4.5", "x" * 128])
async def test_a_request_id_that_is_given_goes_in_and_comes_out(gate: Gate, given: str) -> None:
    async with calling(gate.door()) as client:
        answer = await client.get("/v1/kpi/x", headers={"X-Request-Id": given})

    assert answer.headers.get_list("x-request-id") == [given]
    assert dict(answer.json()["fields"])["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "x" * 129, "a b", "a,b", "a:b", 'a"b', "{}"])
async def test_a_request_id_that_no_log_should_hold_is_replaced(gate: Gate, given: str) -> None:
    async with calling(gate.door()) as client:
        answer = await client.get("/v1/kpi/x", headers={"X-Request-Id": given})

    assert answer.headers["x-request-id"] != given
    assert dict(answer.json()["fields"])["x-request-id"] == answer.headers["x-request-id"]


async def test_a_failure_of_ours_leaves_the_connection_fit_for_the_next_request(
    gate: Gate, serve: Served
) -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/fails":
            message = "secret detail"
            raise RuntimeError(message)
        await gate.echo("gateway")(scope, receive, send)

    url = await serve(gate.door(own=failing))
    async with httpx.AsyncClient(base_url=url) as client:
        failed = await client.get("/fails")
        next_one = await client.get("/works")

    assert (failed.status_code, failed.json()["code"]) == (500, "internal_fault")
    assert "secret" not in failed.text
    assert next_one.status_code == 200


async def test_an_app_that_answers_nothing_is_a_failure_of_ours(gate: Gate) -> None:
    async def silent(scope: Scope, receive: Receive, send: Send) -> None:
        """Return without a word."""

    async with calling(gate.door(own=silent)) as client:
        assert (await client.get("/")).status_code == 500


async def test_a_refusal_from_behind_the_door_keeps_its_status(gate: Gate) -> None:
    async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
        raise Conflict

    async with calling(gate.door(own=refusing)) as client:
        assert (await client.get("/")).json()["code"] == "conflict"


async def test_a_websocket_is_turned_away(gate: Gate) -> None:
    said = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        said.append(message["type"])

    await gate.door()({"type": "websocket", "path": "/", "headers": []}, receive, send)

    assert said == ["websocket.close"]


async def test_twenty_callers_with_one_key_ask_who_it_is_once(gate: Gate) -> None:
    async with calling(gate.door()) as client:
        fields = {"X-API-Key": "qd_finance"}
        await asyncio.gather(*(client.get("/v1/kpi/x", headers=fields) for _ in range(20)))

    assert gate.key_ring.asked == ["qd_finance"]
