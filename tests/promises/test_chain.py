"""Promise 18: who did what is chained, however many write at once.

Usually 8 writers of 25 acts on one body; with `QD_FULL=1`, 8 of 1,000.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial
from itertools import pairwise
from typing import Final

import asyncpg
import pytest

from tests.promises.chains import AUDITED, auditor, chain, each_service, faults, verified
from tests.promises.crowds import PATIENCE_S, Send, persistently, sized
from tests.promises.operations import DOCUMENT, DOCUMENTS
from tests.promises.world import COUNCIL, INDICATOR, World
from tests.suite import Suite

pytestmark = pytest.mark.timeout(PATIENCE_S)

WRITERS: Final = 8
ACTS: Final = sized(25, full=1_000)
"""Of each writer."""


@pytest.fixture
async def admin(suite: Suite) -> AsyncIterator[asyncpg.Connection]:
    """The superuser of the test's own database."""
    connection = await suite.database.admin.connect()
    yield connection
    await connection.close()


def test_every_service_that_takes_writes_is_audited_here() -> None:
    """From callers: the chains of what services tell each other are looked at with the relay."""
    writing = {
        service
        for service, document in DOCUMENTS.items()
        for path, methods in document["paths"].items()
        if path in DOCUMENT["paths"] and set(methods) - {"get"}
    }
    assert set(AUDITED) == writing


@each_service
async def test_concurrent_writers_of_a_body_leave_one_line_without_gaps(
    suite: Suite, admin: asyncpg.Connection, service: str
) -> None:
    """Nor is a chain that is being written to ever thought broken: it is seen as at one instant."""
    await suite.define_indicator(accumulation="snapshot")  # in any order, nothing falls
    watched = World(suite, {})
    await auditor(watched, service)
    acts = {
        "kpi": figures(suite, await suite.officer(COUNCIL)),
        "risk": registers(suite, await suite.key("officer", risk_write=[COUNCIL])),
        "projects": plans(suite, await suite.key("officer", projects_write=[COUNCIL])),
        "gateway": clients(suite),
    }
    before, _ = await chain(admin, service, AUDITED[service])

    async def write(writer: int) -> list[int]:
        sends = [acts[service](writer, number) for number in range(ACTS)]
        return [(await persistently(send))[-1].status_code for send in sends]

    writing = asyncio.gather(*(write(writer) for writer in range(WRITERS)))
    seen = []
    while not writing.done():
        seen.append(await verified(watched, service))
        await asyncio.sleep(0.1)
    answered = await writing

    assert {status for of_writer in answered for status in of_writer} <= {200, 201}
    entries, head = await chain(admin, service, AUDITED[service])
    count = len(before) + WRITERS * ACTS
    assert [entry["sequence"] for entry in entries] == list(range(1, count + 1))
    assert len({entry["previous_hash"] for entry in entries}) == count
    assert all(a["recorded_at"] < b["recorded_at"] for a, b in pairwise(entries[len(before) :]))
    assert list(faults(entries, head)) == []
    assert {said["status"] for said in seen} == {"intact"}
    assert len({said["checked"] for said in seen}) > 1  # it was looked at while it grew
    last = await verified(watched, service)
    assert (last["status"], last["checked"]) == ("intact", count)
    assert last["reached"] == last["head"] == f"{count}-{entries[-1]['hash']}"


@each_service
async def test_every_chain_of_a_service_that_wrote_is_whole(world: World, service: str) -> None:
    admin = await world.suite.database.admin.connect()
    bodies = await admin.fetch(
        f"SELECT body FROM {service}.audit_entries UNION SELECT body FROM {service}.chain_heads"
    )
    found = {body: [*faults(*await chain(admin, service, body))] for (body,) in bodies}
    await admin.close()

    assert AUDITED[service] in found
    assert found == {body: [] for (body,) in bodies}


@each_service
@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_a_chain_is_verified_in_stretches_that_join(
    world: World, service: str, limit: int
) -> None:
    whole = await verified(world, service)
    parts = [await verified(world, service, limit=limit)]
    while parts[-1]["status"] == "intact_so_far":
        parts.append(await verified(world, service, after=parts[-1]["reached"], limit=limit))

    assert whole["status"] == parts[-1]["status"] == "intact"
    assert [part["after"] for part in parts[1:]] == [part["reached"] for part in parts[:-1]]
    assert sum(part["checked"] for part in parts) == whole["checked"]
    assert parts[-1]["reached"] == whole["reached"] == whole["head"]


def figures(suite: Suite, officer: dict[str, str]) -> Callable[[int, int], Send]:
    """Return what reports a writer's own month, again and again with another figure."""

    def act(writer: int, number: int) -> Send:
        figure = {
            "indicator": INDICATOR,
            "period": f"2018-19-M{writer + 1:02}",
            "numerator": number,
            "denominator": 10_000,
            "reason": f"Act {number}",
        }
        return partial(suite.submit, {"body": COUNCIL, "figures": [figure]}, officer)

    return act


def plans(suite: Suite, officer: dict[str, str]) -> Callable[[int, int], Send]:
    """Return what keeps a writer's own plan, again and again with another title."""

    def act(writer: int, number: int) -> Send:
        return partial(
            suite.http.put,
            f"/v1/projects/bodies/{COUNCIL}/plans/plan-{writer}",
            json={"title": f"Plan {number}", "shape": "service_plan"},
            headers=officer | _seen(number),
        )

    return act


def registers(suite: Suite, officer: dict[str, str]) -> Callable[[int, int], Send]:
    """Return what keeps a writer's own register, again and again with another title."""

    def act(writer: int, number: int) -> Send:
        return partial(
            suite.http.put,
            f"/v1/risk/bodies/{COUNCIL}/registers/register-{writer}",
            json={"title": f"Risks {number}", "category": "operational"},
            headers=officer | _seen(number),
        )

    return act


def _seen(number: int) -> dict[str, str]:
    """Return what a writer says that it has seen: nothing at first, then whatever stands."""
    return {"If-Match": "*"} if number else {"If-None-Match": "*"}


def clients(suite: Suite) -> Callable[[int, int], Send]:
    """Return what makes one client after the other."""

    def act(writer: int, number: int) -> Send:
        client = {"name": f"Client {writer}.{number}", "holder": "tester", "grants": {}}
        return partial(suite.http.post, "/v1/clients", json=client, headers=suite.admin)

    return act
