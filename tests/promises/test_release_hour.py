"""Promise 8, the hour: before it nothing, from it on everything, by the database's clock.

Nobody in particular looks at every public address through the gateway, again and again, while the
hour comes. What he is told is what he was told before anything was scheduled, or what he is told
ever after: nothing between, nothing early and nothing late.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import asyncpg
import pytest

from tests.projects.editions.press import PERIOD as QUARTER
from tests.projects.editions.press import Press
from tests.projects.planning import Planning
from tests.promises.planting import CIRCLE, NEIGHBOUR, Planter, Secret
from tests.promises.world import COUNCIL, INDICATOR, PERIOD, YEAR
from tests.suite import Suite

AHEAD: Final = timedelta(seconds=4)
AFTER: Final = timedelta(seconds=1)
"""Within which everything is there."""

BODY: Final = f"/v1/kpi/bodies/{COUNCIL}"
CARD: Final = f"{BODY}/scorecard?period={PERIOD}"


@dataclass(frozen=True)
class Look:
    """An answer, and the database's clock before it was asked for and after it came."""

    address: str
    before: datetime
    after: datetime
    status: int
    told: tuple[Any, ...]


@dataclass
class Onlooker:
    """Looks at addresses without a key."""

    suite: Suite
    clock: asyncpg.Connection

    async def now(self) -> datetime:
        """Return the database's clock."""
        instant: datetime = await self.clock.fetchval("SELECT clock_timestamp()")
        return instant

    async def look(self, address: str) -> Look:
        """Ask once."""
        before = await self.now()
        method, _, path = address.rpartition(" ")
        same = {"X-Request-Id": "the-same"}
        answer = await self.suite.http.request(method or "GET", path, headers=same)
        told = (answer.status_code, sorted(answer.headers.items()), answer.content)
        return Look(address, before, await self.now(), answer.status_code, told)

    async def watch(self, addresses: list[str], until: datetime) -> list[Look]:
        """Ask for each in turn, until the clock has passed *until*."""
        looks: list[Look] = []
        while not looks or looks[-1].before <= until:
            looks += [await self.look(address) for address in addresses]
        return looks


def addresses(release: str) -> Iterator[str]:
    """Yield every way in which anyone may look for a release, whatever its id."""
    yield CARD
    yield f"HEAD {CARD}"
    yield f"{CARD}&format=csv"
    yield f"{CARD}&release={release}"
    yield f"{BODY}/series/{INDICATOR}?year={YEAR}"
    yield f"{BODY}/publications"
    for rest in ("", "/verify", f"/documents/scorecard/{COUNCIL}/{PERIOD}"):
        yield f"{BODY}/publications/{release}{rest}"


@pytest.fixture
async def planter(suite: Suite) -> Planter:
    """Officers, and a council whose figure of the period is approved."""
    await suite.define_indicator()
    await suite.define_partnership(CIRCLE, COUNCIL, NEIGHBOUR)
    officers = Planter(suite, Secret())
    await officers.submit(PERIOD, 861_737)
    await officers.approve_all(COUNCIL)
    return officers


@pytest.fixture
async def onlooker(suite: Suite) -> Any:
    """Someone without a key."""
    connection = await suite.database.admin.connect()
    yield Onlooker(suite, connection)
    await connection.close()


async def test_at_the_hour_all_of_a_release_is_there_and_before_it_nothing(
    planter: Planter, onlooker: Onlooker
) -> None:
    await check_hour(planter, onlooker, await planter.draft(COUNCIL))


async def test_at_its_hour_a_correction_takes_the_place_of_what_it_corrects(
    planter: Planter, onlooker: Onlooker
) -> None:
    """Until then the first release stands, byte for byte, and says nothing of a second."""
    first = await planter.draft(COUNCIL)
    await check_hour(planter, onlooker, first)
    old = (await onlooker.look(CARD)).told
    await planter.submit(PERIOD, 866_003, reason="Late receipts")
    await planter.approve_all(COUNCIL)
    correction = await planter.correct(first)
    await check_hour(planter, onlooker, correction)

    assert (await onlooker.look(f"{CARD}&release={first['id']}")).told == old
    [newest, oldest] = (await onlooker.suite.http.get(f"{BODY}/publications")).json()["items"]
    assert (newest["supersedes"], oldest["superseded_by"]) == (first["id"], correction["id"])


async def test_what_was_cancelled_is_not_there_at_its_hour_either(
    planter: Planter, onlooker: Onlooker
) -> None:
    release = await planter.draft(COUNCIL)
    every = list(addresses(release["id"]))
    hidden = {address: (await onlooker.look(address)).told for address in every}
    hour = await onlooker.now() + AHEAD
    release = await planter.schedule(release, hour.isoformat())
    await planter.cancel(release)
    looks = await onlooker.watch(every, hour + AFTER / 2)

    assert all(look.told == hidden[look.address] for look in looks)


async def test_at_its_hour_an_edition_of_a_plan_is_there_and_before_it_nothing(
    suite: Suite, onlooker: Onlooker
) -> None:
    planning = Planning(suite)
    await planning.prepare()
    press = Press(planning)
    edition = await press.stepped(await press.proposed(), "approve")

    async def schedule(hour: str) -> None:
        await press.stepped(edition, "schedule", publish_at=hour)

    await check_comes(onlooker, list(of_plan(press, edition["id"])), schedule)


def of_plan(press: Press, edition: str) -> Iterator[str]:
    """Yield every way in which anyone may look for an edition of a plan."""
    yield f"{press.planning.at}/report"
    yield f"{press.planning.at}/report?format=csv&period={QUARTER}"
    yield f"{press.planning.at}/timeline"
    yield f"{press.planning.at}/timeline?format=svg&edition={edition}"
    yield f"{press.at}/publications"
    for rest in ("", "/verify", f"/documents/plan/{press.planning.plan}/{QUARTER}"):
        yield f"{press.at}/publications/{edition}{rest}"


async def check_hour(planter: Planter, onlooker: Onlooker, release: Any) -> None:
    """Schedule a release, and look until its hour has passed."""

    async def schedule(hour: str) -> None:
        await planter.schedule(release, hour)

    await check_comes(onlooker, list(addresses(release["id"])), schedule)


async def check_comes(
    onlooker: Onlooker, every: list[str], schedule: Callable[[str], Awaitable[None]]
) -> None:
    """Schedule something, look until its hour has passed, and fail on the first wrong answer."""
    hidden = {address: (await onlooker.look(address)).told for address in every}
    hour = await onlooker.now() + AHEAD
    await schedule(hour.isoformat())
    # One that looks at one thing as often as it can, so close to the hour; and one at everything.
    seen = await asyncio.gather(
        *(onlooker_of(onlooker, some, hour + AFTER) for some in (every[:1], every))
    )
    looks = [look for each in seen for look in each]
    shown = {address: (await onlooker.look(address)).told for address in every}

    for address in every:
        assert shown[address] != hidden[address], address
        assert shown[address][0] == 200
    for look in looks:
        if look.after < hour:
            assert look.told == hidden[look.address], (look, hour)
        elif look.before >= hour:
            assert look.told == shown[look.address], (look, hour)
        else:
            assert look.told in (hidden[look.address], shown[look.address]), look
    assert {look.address for look in looks if look.after < hour} == set(every)
    assert {look.address for look in looks if look.before >= hour} == set(every)


async def onlooker_of(onlooker: Onlooker, every: list[str], until: datetime) -> list[Look]:
    """Watch with a clock of one's own: a connection serves one at a time."""
    connection = await onlooker.suite.database.admin.connect()
    try:
        return await Onlooker(onlooker.suite, connection).watch(every, until)
    finally:
        await connection.close()
