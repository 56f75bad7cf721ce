"""A suite with something of everything in it, and the calls that promises make of it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from shared.journal import Event, content_hash, record
from shared.security.principal import Principal
from shared.security.scopes import OPERATOR, OPERATOR_ONLY, SERVICE_ONLY, Scope
from shared.storage.engine import new_engine
from shared.storage.sessions import writing
from shared.storage.tenancy import Tenancy
from tests import suite as house
from tests.promises.operations import JSON
from tests.publishing import Edition, publish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    import httpx

    from tests.database import Database
    from tests.promises.operations import Operation
    from tests.suite import Suite

COUNCIL: Final = "E07000132"
OTHER_COUNCIL: Final = "E07000131"
PARTNERSHIP: Final = "leicestershire"
NOWHERE: Final = "no-such-body"
INDICATOR: Final = "council-tax-in-year"
YEAR: Final = "2019-20"
PERIOD: Final = "2019-20-M09"
SPARE: Final = "spare"
"""The code of an indicator, a partnership and a client's name that calls may change at will."""
SPARE_YEAR: Final = "2018-19"
UNWRITTEN: Final = ("gateway",)
"""The services whose callers write nothing for a council, so that its audit there is empty."""

OF_PARTNERSHIPS: Final = {"circulate_release", "list_release_voices"}
"""What is only of a partnership: it has members."""

Query = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Call:
    """A request for one operation. `content` is JSON, or bytes as they are; None is none."""

    operation: Operation
    at: Mapping[str, str]
    query: Query = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    content: Any = None

    @property
    def path(self) -> str:
        """The path with its parameters filled in."""
        return self.operation.path.format(
            **{name: quote(value, safe="") for name, value in self.at.items()}
        )

    def with_query(self, *more: tuple[str, str]) -> Call:
        """Return the call with more query parameters."""
        return dataclasses.replace(self, query=(*self.query, *more))

    def with_headers(self, **more: str) -> Call:
        """Return the call with more header fields: `if_match` is `If-Match`."""
        named = {name.replace("_", "-").title(): value for name, value in more.items()}
        return dataclasses.replace(self, headers={**self.headers, **named})

    def without_header(self, name: str) -> Call:
        """Return the call without a header field."""
        kept = {key: value for key, value in self.headers.items() if key != name}
        return dataclasses.replace(self, headers=kept)

    def with_content(self, content: Any) -> Call:
        """Return the call with another payload."""
        return dataclasses.replace(self, content=content)

    def at_another(self, **places: str) -> Call:
        """Return the call with other path parameters."""
        return dataclasses.replace(self, at={**self.at, **places})


@dataclass
class World:
    """A prepared suite.

    Attributes:
        places: The path parameters under which there is something, by name.
        releases: The release of a body and period that was begun last, as it was answered then.
        quarters: By service, numbers of quarters of which no edition was proposed before.
        refused: Calls by operation that nobody was entitled to make so far, and so never spent.
    """

    suite: Suite
    places: dict[str, str]
    releases: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    quarters: dict[str, count[int]] = field(default_factory=lambda: defaultdict(count))
    refused: dict[str, Call] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _pages: dict[str, int] = field(default_factory=dict)

    def number(self) -> int:
        """Return a number that was not given before: what makes one call differ from another."""
        return next(self._numbers)

    async def key(self, scope: str, *bodies: str) -> dict[str, str]:
        """Return the headers of a key with one scope."""
        return await self.suite.key("tester", **{scope.replace(":", "_"): list(bodies)})

    async def entitled(self, operation: Operation) -> dict[str, str]:
        """Return the headers of a key that may do exactly this."""
        if not operation.asks_for_a_scope:
            return await self.key(Scope.RISK_READ, COUNCIL)
        return await self.key(operation.scope, home_of(operation.scope, operation))

    async def without(self, scope: str) -> dict[str, str]:
        """Return the headers of a key that has every scope but this one."""
        rest = [s for s in Scope if s != scope and s not in SERVICE_ONLY]
        return await self.suite.key("tester", **{s.replace(":", "_"): [home_of(s)] for s in rest})

    async def all_scopes(self) -> dict[str, str]:
        """Return the headers of a key that may do all there is to do, on the world's bodies."""
        bodies = [COUNCIL, OTHER_COUNCIL, PARTNERSHIP]
        return await self.suite.key(
            "tester",
            **{
                scope.replace(":", "_"): [OPERATOR] if scope in OPERATOR_ONLY else bodies
                for scope in Scope
                if scope not in SERVICE_ONLY
            },
        )

    async def send(self, call: Call, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Send *call* with a key's *headers*, or anonymously."""
        content: dict[str, Any] = {"content": call.content}
        if not isinstance(call.content, bytes | None):
            content = {"json": call.content}
        elif call.content is not None and "Content-Type" not in call.headers:
            call = call.with_headers(content_type=JSON)
        return await self.suite.http.request(
            call.operation.method,
            call.path,
            params=list(call.query),
            headers={**call.headers, **(headers or {})},
            **content,
        )

    async def page_status(self, address: str) -> int:
        """Return with which status a problem's `type` answers."""
        if address not in self._pages:
            self._pages[address] = (await self.suite.http.get(address)).status_code
        return self._pages[address]


def home_of(scope: str, operation: Operation | None = None) -> str:
    """Return the body on which a key holds *scope* here; some operations are a partnership's."""
    if operation is not None and operation.id in OF_PARTNERSHIPS:
        return PARTNERSHIP
    return OPERATOR if scope in OPERATOR_ONLY else COUNCIL


@asynccontextmanager
async def prepared(database: Database) -> AsyncIterator[World]:
    """Open a suite, and furnish it."""
    async with house.opened(database) as suite:
        yield await furnished(suite)


async def furnished(suite: Suite) -> World:
    """Put at least two of everything into a suite, so that every list has pages."""
    world = World(suite, {"body_code": COUNCIL, "year": YEAR, "indicator": INDICATOR})
    await _define(world)
    for body in (COUNCIL, OTHER_COUNCIL, PARTNERSHIP):
        await suite.set_target(body)
    await suite.set_target(COUNCIL, SPARE)
    await suite.set_target(COUNCIL, year=SPARE_YEAR)
    at = f"/v1/kpi/bodies/{COUNCIL}/targets/{YEAR}/{INDICATOR}"
    await _again(world, at, {"annual": 98.5, "rationale": "A better year"})
    for code in (INDICATOR, SPARE):
        for body, receipts in ((COUNCIL, 840), (OTHER_COUNCIL, 851)):
            await suite.figure(body, code, PERIOD, numerator=receipts, denominator=1_000)
    await _comment(world)
    await _receive(world)
    await _publish(world)
    # Releases and risks are made by calls of a world, as they are for the tests.
    from tests.promises import projects, releasing, risk_reviews, risk_views, risking

    await releasing.furnish(world)
    for made in (risking, risk_reviews, risk_views, projects):
        await made.furnish(world)
    for service in UNWRITTEN:
        await _act(suite.database, service)
    return world


async def _define(world: World) -> None:
    suite = world.suite
    for code in (INDICATOR, SPARE):
        await suite.define_indicator(code)
    for slug in (PARTNERSHIP, SPARE):
        await suite.define_partnership(slug, COUNCIL, OTHER_COUNCIL)
    await _again(world, f"/v1/kpi/indicators/{INDICATOR}", house.indicator(decimals=2))
    stays = [{"council": council, "joined": "2005-04-01"} for council in (COUNCIL, OTHER_COUNCIL)]
    again = {"name": "Leicestershire", "members": stays}
    await _again(world, f"/v1/kpi/partnerships/{PARTNERSHIP}", {**again, "name": "Leics"})
    client = {"name": SPARE, "holder": "tester", "grants": {Scope.KPI_READ: [COUNCIL]}}
    made = await suite.http.post("/v1/clients", json=client, headers=suite.admin)
    world.places["client_id"] = made.json()["id"]
    at = f"/v1/clients/{world.places['client_id']}/keys"
    keys = [await suite.http.post(at, json={}, headers=suite.admin) for _ in range(2)]
    world.places["key_id"] = keys[0].json()["id"]


async def _comment(world: World) -> None:
    for code in (INDICATOR, SPARE):
        at = f"/v1/kpi/bodies/{COUNCIL}/commentary/{PERIOD}/{code}"
        made = await world.suite.http.put(
            at,
            json={"cause": "Reminders went out late"},
            headers=await world.all_scopes() | {"If-None-Match": "*"},
        )
        assert made.status_code == 201, made.text
        await _again(world, at, {"cause": "Reminders went out late in May"})


async def _receive(world: World) -> None:
    at = f"/v1/kpi/bodies/{COUNCIL}/submissions"
    reader = await world.key(Scope.KPI_READ, COUNCIL)
    received = await world.suite.http.get(at, headers=reader)
    world.places["submission_id"] = received.json()["items"][0]["id"]


async def _publish(world: World) -> None:
    """Publish a council's period, and its correction."""
    first = await publish(world.suite, Edition(COUNCIL, [PERIOD]))
    again = Edition(COUNCIL, [PERIOD], number=2, supersedes=first.id)
    second = await publish(world.suite, again)
    world.places["publication_id"] = str(second.id)


async def _act(database: Database, service: str) -> None:
    """Leave two entries in the audit of a service, by its own means."""
    engine = new_engine(database.url(service), application="tests", pool_size=1)
    may = frozenset({COUNCIL})
    by = Principal(f"service:{service}", holder="tester")
    async with writing(engine, Tenancy(by.client, may, may)) as tx:
        for number in range(2):
            subject = f"acts/{number}"
            await record(tx, Event(COUNCIL, "act.done", subject, by, content_hash(number)))
    await engine.dispose()


async def _again(world: World, at: str, definition: dict[str, Any]) -> None:
    caller = await world.all_scopes()
    read = await world.suite.http.get(at, headers=caller)
    changed = caller | {"If-Match": read.headers["etag"]}
    answer = await world.suite.http.put(at, json=definition, headers=changed)
    assert answer.status_code == 200, answer.text
