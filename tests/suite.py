"""The whole suite in one process, on a real database, as a caller meets it.

The gateway's door stands in front; the services' own apps stand where it would forward to.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from deploy.services import LISTENERS
from services.gateway.identity.__main__ import make_first_key
from services.gateway.main import create_app
from services.gateway.settings import GatewaySettings
from services.kpi.main import SERVICE as KPI
from services.projects.main import SERVICE as PROJECTS
from services.risk.main import SERVICE as RISK
from shared.security.token import new_key_pair
from shared.web.settings import HERE, ServiceSettings

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from tests.database import Database

BEHIND = (RISK, PROJECTS, KPI)
"""The services behind the gateway; who is told of events before who tells them."""
UNUSED = "http://127.0.0.1:9"
"""The discard port: nobody listens there."""


@dataclass
class Suite:
    """The suite, and what a test asks of it.

    Attributes:
        http: A caller without a key.
        admin: The headers of the operator's key.
    """

    http: httpx.AsyncClient
    database: Database
    admin: dict[str, str]
    _keys: dict[str, dict[str, str]] = field(default_factory=dict)
    _clients: dict[str, str] = field(default_factory=dict)

    async def key(self, holder: str = "tester", **grants: list[str]) -> dict[str, str]:
        """Return the headers of a key with these grants; `kpi_read` stands for `kpi:read`."""
        scopes = {scope.replace("_", ":", 1): bodies for scope, bodies in grants.items()}
        name = repr((holder, sorted(scopes.items())))
        if name not in self._keys:
            given = {"name": "test", "holder": holder, "grants": scopes}
            made = await self._made("POST", "/v1/clients", given)
            key = await self._made("POST", f"/v1/clients/{made['id']}/keys", {})
            self._keys[name] = {"Authorization": f"Bearer {key['secret']}"}
            self._clients[self._keys[name]["Authorization"]] = made["id"]
        return self._keys[name]

    def client_of(self, headers: Mapping[str, str]) -> str:
        """Return the id of the client whose key's headers these are."""
        return self._clients[headers["Authorization"]]

    async def officer(self, *bodies: str) -> dict[str, str]:
        """Return the headers of someone who may do all that is done to KPIs of these bodies."""
        granted = list(bodies)
        return await self.key(kpi_read=granted, kpi_submit=granted, kpi_target=granted)

    async def define_indicator(self, code: str = "council-tax-in-year", **more: Any) -> None:
        """Define an indicator: the in-year collection rate, unless told otherwise."""
        await self._made("PUT", f"/v1/kpi/indicators/{code}", indicator(**more))

    async def define_partnership(self, slug: str, *councils: str, **more: Any) -> None:
        """Say that these councils have long been a partnership."""
        stays = [{"council": council, "joined": "2005-04-01"} for council in councils]
        definition = {"name": slug.title(), "members": stays} | more
        await self._made("PUT", f"/v1/kpi/partnerships/{slug}", definition)

    async def set_target(
        self, body: str, code: str = "council-tax-in-year", year: str = "2019-20", **more: Any
    ) -> None:
        """Set a target of 98.0 on a profile that is straight up to it, unless told otherwise."""
        profile = [round(98.0 * month / 12, 1) for month in range(1, 13)]
        at = f"/v1/kpi/bodies/{body}/targets/{year}/{code}"
        definition = {"annual": 98.0, "profile": profile} | more
        await self._made("PUT", at, definition, headers=await self.officer(body))

    async def figure(
        self,
        body: str,
        code: str = "council-tax-in-year",
        period: str = "2019-20-M09",
        **more: Any,
    ) -> dict[str, Any]:
        """Submit one figure, and return what became of its row."""
        sent = {"indicator": code, "period": period} | more
        answer = await self.submit({"body": body, "figures": [sent]}, await self.officer(body))
        assert answer.status_code == 201, answer.text
        result: dict[str, Any] = answer.json()["results"][0]
        return result

    async def submit(
        self, batch: dict[str, Any], headers: Mapping[str, str], **query: Any
    ) -> httpx.Response:
        """Post a batch in JSON."""
        return await self.http.post(
            "/v1/kpi/submissions", json=batch, headers=headers, params=query
        )

    async def scorecard(
        self, body: str, period: str = "2019-20-M09", **query: Any
    ) -> dict[str, Any]:
        """Return a body's scorecard."""
        answer = await self.http.get(
            f"/v1/kpi/bodies/{body}/scorecard",
            params={"period": period} | query,
            headers=await self.officer(body),
        )
        assert answer.status_code == 200, answer.text
        read: dict[str, Any] = answer.json()
        return read

    async def scorecard_row(
        self, body: str, code: str = "council-tax-in-year", **query: Any
    ) -> dict[str, Any]:
        """Return one row of a body's scorecard."""
        rows = (await self.scorecard(body, **query))["rows"]
        row: dict[str, Any] = next(row for row in rows if row["indicator"] == code)
        return row

    async def _made(
        self, method: str, at: str, given: Any, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        condition = {"If-None-Match": "*"} if method == "PUT" else {}
        answer = await self.http.request(
            method, at, json=given, headers=(headers or self.admin) | condition
        )
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made


def indicator(**more: Any) -> dict[str, Any]:
    """Return the definition of the in-year collection rate (BVPI 9), changed as told."""
    return {
        "title": "Council tax collected in year",
        "unit": "percent",
        "decimals": 1,
        "polarity": "higher",
        "accumulation": "cumulative",
        "frequency": "monthly",
        "numerator_label": "Receipts for this year",
        "denominator_label": "Net collectable debit of the full year",
        "formula": "100 x receipts / net collectable debit",
        "denominator_is_debit": True,
        "numerator_may_be_negative": True,
    } | more


@asynccontextmanager
async def opened(database: Database, *, known: Suite | None = None) -> AsyncIterator[Suite]:
    """Open the suite on *database*, with an admin's key.

    Of a database that was cloned from a suite's, give that as *known*: its keys open this one too.
    """
    private, public = new_key_pair()
    tellers = {name: new_key_pair() for name in LISTENERS}
    async with AsyncExitStack() as running:
        behind: dict[str, ASGIApp] = {}
        for service in BEHIND:
            settings = ServiceSettings(
                database_url=database.url(service.name),
                public_database_url=database.url(service.name, "public"),
                trusted_key=public,
                pool_size=8,
                **_introduced(service.name, tellers),
            )
            behind[service.name] = service.app(settings, behind)
            await running.enter_async_context(live(behind[service.name]))
        gateway = gateway_settings(database, private, public)
        door = create_app(gateway, upstreams=behind)
        await running.enter_async_context(live(door))
        http = await running.enter_async_context(
            httpx.AsyncClient(transport=httpx.ASGITransport(door), base_url="http://suite.example")
        )
        if known is not None:
            yield Suite(http, database, known.admin, dict(known._keys), dict(known._clients))
            return
        first = await make_first_key(gateway.database_url, another=False)
        yield Suite(http, database, {"Authorization": f"Bearer {first['key']}"})


def _introduced(service: str, tellers: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    """Return what a service is told of those whom it tells its events, or who tell it theirs."""
    heard = {name: pair[1] for name, pair in tellers.items() if service in LISTENERS[name]}
    if service not in tellers:
        return {"trusted_services": heard}
    told = dict.fromkeys(LISTENERS[service], HERE)
    return {"trusted_services": heard, "service_key": tellers[service][0], "listeners": told}


def gateway_settings(database: Database, private: str, public: str) -> GatewaySettings:
    """Return the settings of a gateway whose services stand in the same process."""
    return GatewaySettings(
        database_url=database.url("gateway"),
        trusted_key=public,
        signing_key=private,
        upstream_kpi=UNUSED,
        upstream_risk=UNUSED,
        upstream_projects=UNUSED,
        pool_size=4,
    )


@asynccontextmanager
async def live(app: ASGIApp) -> AsyncIterator[None]:
    """Start an app and stop it, as a server does."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[Any] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    running = asyncio.create_task(_serve(app, scope, told, said))
    await told.put({"type": "lifespan.startup"})
    assert (await said.get())["type"] == "lifespan.startup.complete"
    try:
        yield
    finally:
        await told.put({"type": "lifespan.shutdown"})
        assert (await said.get())["type"] == "lifespan.shutdown.complete"
        await running


async def _serve(
    app: ASGIApp, scope: dict[str, Any], told: asyncio.Queue[Any], said: asyncio.Queue[Any]
) -> None:
    await app(scope, told.get, said.put)
