"""The gateway as a caller meets it: in one process, with a real database."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from services.gateway.identity.__main__ import make_first_key
from services.gateway.main import create_app
from shared.security.token import new_key_pair
from tests.gateway.door.gate import Echo
from tests.suite import gateway_settings, live

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import ASGIApp

    from tests.database import Database

NAMES = ("kpi", "risk", "projects")


@dataclass
class House:
    """A gateway, and what a test does with it."""

    app: ASGIApp
    database: Database
    client: httpx.AsyncClient
    admin: dict[str, str] = field(default_factory=dict)

    async def make_client(self, **more: Any) -> dict[str, Any]:
        """Make a client with a body to read."""
        given = {"name": "ledger", "holder": "officer", "grants": {"kpi:read": ["E07000132"]}}
        answer = await self.client.post("/v1/clients", json=given | more, headers=self.admin)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def make_key(self, client_id: str, **more: Any) -> httpx.Response:
        """Make a key; the answer has its secret and its tag."""
        at = f"/v1/clients/{client_id}/keys"
        answer = await self.client.post(at, json=more, headers=self.admin)
        assert answer.status_code == 201, answer.text
        return answer

    async def caller(self, key: str) -> str | None:
        """Return whom kpi is told that *key* stands for; None if the door refuses it."""
        answer = await self.client.get("/v1/kpi/x", headers={"X-API-Key": key})
        return answer.json()["caller"] if answer.status_code == 200 else None


@asynccontextmanager
async def opened(database: Database, **upstreams: ASGIApp) -> AsyncIterator[House]:
    """Open a gateway on *database*, with an admin's key."""
    private, public = new_key_pair()
    settings = gateway_settings(database, private, public)
    echoes: dict[str, ASGIApp] = {name: Echo(name, public) for name in NAMES}
    app = create_app(settings, upstreams=echoes | upstreams)
    first = await make_first_key(settings.database_url, another=False)
    async with (
        live(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://suite.example"
        ) as client,
    ):
        yield House(app, database, client, {"X-API-Key": first["key"]})
