"""A composed audit when a service fails: its section says so, and the others are whole."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from services.gateway.audit.asking import PATIENCE
from shared.deadlines import SERVICE
from tests.gateway.house import House, opened

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp, Receive, Scope, Send

    from tests.database import Database

BODY = "E07000132"
PAGE: dict[str, Any] = {"items": [], "next_cursor": None}
NOTHING = f"0-{'0' * 64}"
INTACT = {
    "body": BODY,
    "status": "intact",
    "after": NOTHING,
    "reached": NOTHING,
    "checked": 0,
    "head": None,
    "first_break": None,
}
BROKEN = INTACT | {
    "status": "broken",
    "first_break": {"sequence": 1, "code": "missing", "detail": "It is gone."},
}
WELL = {"audit": PAGE, "verify": INTACT}


class Stub:
    """A service that answers as it is told, and counts how often it is asked."""

    def __init__(self, *, status: int = 200, content: bytes | None = None, **told: Any) -> None:
        self.status = status
        self.content = content
        self.told = WELL | told
        self.fails: Exception | None = None
        self.hangs = False
        self.asked: list[str] = []

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one request, or not."""
        self.asked.append(scope["path"])
        if self.fails:
            raise self.fails
        if self.hangs:
            await asyncio.Event().wait()
        answer = self.told[scope["path"].rsplit("/", 1)[-1]]
        content = json.dumps(answer).encode() if self.content is None else self.content
        fields = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": self.status, "headers": fields})
        await send({"type": "http.response.body", "body": content})


@asynccontextmanager
async def audited(database: Database, **services: ASGIApp) -> AsyncIterator[House]:
    """Open a gateway on these services, as an auditor calls it; the others are well."""
    stubs: dict[str, ASGIApp] = {name: Stub() for name in ("kpi", "risk", "projects")}
    async with opened(database, **(stubs | services)) as house:
        client = await house.make_client(grants={"audit:read": [BODY]})
        secret = (await house.make_key(client["id"])).json()["secret"]
        house.client.headers["X-API-Key"] = secret
        yield house


async def asked(house: House, *, verify: bool = False) -> dict[str, Any]:
    """Return the composed answer, its sections by their service."""
    at = "/v1/audit/verify" if verify else "/v1/audit"
    answer = await house.client.get(at, params={"body": BODY})
    assert answer.status_code == 200, answer.text
    said: dict[str, Any] = answer.json()
    return said | {"sections": {part["service"]: part for part in said["sections"]}}


async def test_a_service_that_is_down_costs_its_section_alone(database: Database) -> None:
    risk = Stub()
    risk.fails = ConnectionRefusedError()
    async with audited(database, risk=risk) as house:
        said = await asked(house)

    parts = said["sections"]
    assert {name: part["status"] for name, part in parts.items()} == {
        "gateway": "ok",
        "kpi": "ok",
        "risk": "unavailable",
        "projects": "ok",
    }
    assert parts["risk"]["reason"] == "The risk service does not answer."
    assert (parts["risk"]["entries"], parts["risk"]["as_of"]) == (None, None)
    assert parts["kpi"]["entries"] == []


async def test_a_section_says_when_its_service_last_answered(database: Database) -> None:
    risk = Stub()
    async with audited(database, risk=risk) as house:
        well = await asked(house)
        risk.fails = ConnectionRefusedError()
        down = [(await asked(house))["sections"]["risk"]["as_of"] for _ in range(2)]

    assert well["sections"]["risk"]["as_of"] is None
    assert down[0] is not None
    assert down[0] == down[1]


async def test_a_service_that_hangs_is_waited_for_no_longer_than_its_patience(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.gateway.main.PATIENCE", 0.5)
    risk = Stub()
    risk.hangs = True
    async with audited(database, risk=risk) as house:
        began = time.monotonic()
        said = await asked(house, verify=True)

    assert time.monotonic() - began < SERVICE
    assert said["status"] == "incomplete"
    assert said["sections"]["risk"]["status"] == "timed_out"
    assert said["sections"]["risk"]["verification"] is None
    assert len(risk.asked) == 1


def test_the_patience_lies_within_what_the_gateway_gives_itself() -> None:
    assert SERVICE - PATIENCE >= 1


@pytest.mark.parametrize(
    ("status", "content", "told"),
    [
        (200, b"", "unavailable"),
        (200, b"[]", "unavailable"),
        (200, b"\xff\xfe", "unavailable"),
        (200, b'{"items": [{"act": 1}], "next_cursor": null}', "unavailable"),
        (302, b"{}", "unavailable"),
        (422, b"<html>", "unavailable"),
        (422, b"[]", "unavailable"),
        (401, b'{"code": "unauthenticated"}', "unavailable"),
        (500, b"", "unavailable"),
        (503, b"{}", "unavailable"),
        (504, b"{}", "timed_out"),
    ],
)
async def test_rubbish_is_no_answer(
    database: Database, status: int, content: bytes, told: str
) -> None:
    kpi = Stub(status=status, content=content)
    async with audited(database, kpi=kpi) as house:
        said = await asked(house)

    assert said["sections"]["kpi"]["status"] == told
    assert said["sections"]["kpi"]["reason"]
    assert said["sections"]["risk"]["status"] == "ok"
    assert len(kpi.asked) == 1


async def test_one_break_is_worse_than_any_silence(database: Database) -> None:
    projects = Stub()
    projects.fails = ConnectionRefusedError()
    async with audited(database, kpi=Stub(verify=BROKEN), projects=projects) as house:
        said = await asked(house, verify=True)

    assert said["status"] == "broken"
    assert said["sections"]["kpi"]["verification"]["first_break"]["code"] == "missing"


async def test_what_is_not_verified_to_its_end_is_incomplete_and_says_where_to_go_on(
    database: Database,
) -> None:
    reached = f"20000-{'a' * 64}"
    more = INTACT | {"status": "intact_so_far", "reached": reached, "head": f"20001-{'b' * 64}"}
    async with audited(database, kpi=Stub(verify=more)) as house:
        said = await asked(house, verify=True)

    assert said["status"] == "incomplete"
    assert said["sections"]["kpi"]["next"] == f"/v1/kpi/bodies/{BODY}/audit/verify?after={reached}"
    assert said["sections"]["risk"]["next"] is None


async def test_no_service_is_asked_about_a_body_that_is_not_the_callers(
    database: Database,
) -> None:
    kpi = Stub()
    async with audited(database, kpi=kpi) as house:
        other = await house.client.get("/v1/audit", params={"body": "E07000131"})
        unclear = await house.client.get("/v1/audit", params={"body": "../x"})

    assert (other.status_code, unclear.status_code) == (404, 422)
    assert kpi.asked == []
