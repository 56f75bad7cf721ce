"""Promise 18: who did what is chained, so that no entry is changed, moved or lost unseen.

Usually 8 writers of 25 acts on one body; with `QD_FULL=1`, 8 of 1,000. The chain is recomputed here
from the tables alone, as an auditor would, with none of the product's code.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import UTC
from functools import partial
from itertools import pairwise
from typing import Any, Final

import asyncpg
import pytest

from shared.journal.tables import AuditEntry
from tests.promises.crowds import PATIENCE_S, Send, persistently, sized
from tests.promises.operations import DOCUMENTS
from tests.promises.world import COUNCIL, INDICATOR, World
from tests.suite import Suite

pytestmark = pytest.mark.timeout(PATIENCE_S)

WRITERS: Final = 8
ACTS: Final = sized(25, full=1_000)
"""Of each writer."""

AUDITED: Final = {"kpi": COUNCIL, "gateway": "operator"}
"""A service that takes writes, and the body whose chain is tried there."""

COLUMNS: Final = [column.name for column in AuditEntry.__table__.columns]

CHANGES: Final = {
    "body": "'elsewhere'",
    "sequence": "sequence + 1000",
    "recorded_at": "recorded_at + interval '1 microsecond'",
    "act": "act || ' '",
    "subject": "'clients/another'",
    "client": "'stranger'",
    "holder": "''",
    "content_hash": "repeat('2', 64)",
    "details": """details || '{"rows": 4}'""",
    "previous_hash": "repeat('2', 64)",
    "hash": "repeat('2', 64)",
}
"""Another value for each column, in SQL."""

UNLINKED: Final = "{} does not follow the one before"
BELIED: Final = "{} is not what its hash says"

Chain = tuple[list[Mapping[str, Any]], Mapping[str, Any] | None]
each_service = pytest.mark.parametrize("service", AUDITED)


def faults(entries: Sequence[Mapping[str, Any]], head: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield what is wrong with a chain; *entries* are in the order of their sequence."""
    place, link = 0, "0" * 64
    for entry in entries:
        if entry["sequence"] != place + 1:
            yield f"{place + 1} is missing"
        place = entry["sequence"]
        if entry["previous_hash"] != link:
            yield UNLINKED.format(place)
        link = entry["hash"]
        if link != worked_by_hand(entry):
            yield BELIED.format(place)
    if head is None or (head["sequence"], head["hash"]) != (place, link):
        yield "the head is elsewhere"


def worked_by_hand(entry: Mapping[str, Any]) -> str:
    """Return the SHA-256 over an entry's other columns: sorted, in JSON, its instant in UTC."""
    said = {name: value for name, value in entry.items() if name != "hash"}
    said["recorded_at"] = f"{entry['recorded_at'].astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    said["details"] = json.loads(entry["details"])
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


async def chain(admin: asyncpg.Connection, service: str, body: str) -> Chain:
    """Return a body's entries and the end that its chain should have."""
    entries = await admin.fetch(
        f"SELECT {', '.join(COLUMNS)} FROM {service}.audit_entries"
        " WHERE body = $1 ORDER BY sequence",
        body,
    )
    head = await admin.fetchrow(f"SELECT * FROM {service}.chain_heads WHERE body = $1", body)
    return [dict(entry) for entry in entries], head


@pytest.fixture
async def admin(suite: Suite) -> AsyncIterator[asyncpg.Connection]:
    """The superuser of the test's own database."""
    connection = await suite.database.admin.connect()
    yield connection
    await connection.close()


@pytest.fixture
async def tampering(world: World) -> AsyncIterator[asyncpg.Connection]:
    """A superuser in the world's database who tampers with it; it is undone afterwards."""
    connection = await world.suite.database.admin.connect()
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


def test_every_service_that_takes_writes_is_audited_here() -> None:
    writing = {
        service
        for service, document in DOCUMENTS.items()
        if any(set(methods) - {"get"} for methods in document["paths"].values())
    }
    assert set(AUDITED) == writing
    assert set(CHANGES) == set(COLUMNS)


@each_service
async def test_concurrent_writers_of_a_body_leave_one_line_without_gaps(
    suite: Suite, admin: asyncpg.Connection, service: str
) -> None:
    await suite.define_indicator()
    acts = {"kpi": figures(suite, await suite.officer(COUNCIL)), "gateway": clients(suite)}
    before, _ = await chain(admin, service, AUDITED[service])

    async def write(writer: int) -> list[int]:
        sends = [acts[service](writer, number) for number in range(ACTS)]
        return [(await persistently(send))[-1].status_code for send in sends]

    answered = await asyncio.gather(*(write(writer) for writer in range(WRITERS)))

    assert {status for of_writer in answered for status in of_writer} == {201}
    entries, head = await chain(admin, service, AUDITED[service])
    count = len(before) + WRITERS * ACTS
    assert [entry["sequence"] for entry in entries] == list(range(1, count + 1))
    assert len({entry["previous_hash"] for entry in entries}) == count
    assert all(a["recorded_at"] < b["recorded_at"] for a, b in pairwise(entries[len(before) :]))
    assert list(faults(entries, head)) == []


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
@pytest.mark.parametrize("column", COLUMNS)
async def test_a_changed_entry_is_found(
    tampering: asyncpg.Connection, service: str, column: str
) -> None:
    """Moved to another body or place, it is missing here; else it belies its hash."""
    third = f"{column} = {CHANGES[column]}", "sequence = 3"
    await change(tampering, service, *third)

    found = list(faults(*await chain(tampering, service, AUDITED[service])))
    assert ("3 is missing" if column in {"body", "sequence"} else BELIED.format(3)) in found


@each_service
@pytest.mark.parametrize("place", [1, 2, 3])
async def test_a_deleted_entry_is_found(
    tampering: asyncpg.Connection, service: str, place: int
) -> None:
    await delete(tampering, service, f"sequence = {place}")

    found = list(faults(*await chain(tampering, service, AUDITED[service])))
    assert found == [f"{place} is missing", UNLINKED.format(place + 1)]


@each_service
async def test_entries_that_changed_places_are_found(
    tampering: asyncpg.Connection, service: str
) -> None:
    for before, after in ((2, -2), (3, 2), (-2, 3)):
        await change(tampering, service, f"sequence = {after}", f"sequence = {before}")

    found = list(faults(*await chain(tampering, service, AUDITED[service])))
    assert found == [
        *(fault.format(place) for place in (2, 3) for fault in (UNLINKED, BELIED)),
        UNLINKED.format(4),
    ]


@each_service
@pytest.mark.parametrize("kept", ["sequence < {last}", "sequence < {last} - 1", "false"])
async def test_a_cut_tail_is_found(tampering: asyncpg.Connection, service: str, kept: str) -> None:
    last = len((await chain(tampering, service, AUDITED[service]))[0])
    await delete(tampering, service, f"NOT ({kept.format(last=last)})")

    found = list(faults(*await chain(tampering, service, AUDITED[service])))
    assert found == ["the head is elsewhere"]


@each_service
async def test_a_lost_head_is_found(tampering: asyncpg.Connection, service: str) -> None:
    await tampering.execute(f"DELETE FROM {service}.chain_heads")

    found = list(faults(*await chain(tampering, service, AUDITED[service])))
    assert found == ["the head is elsewhere"]


@each_service
@pytest.mark.parametrize("is_last", [False, True])
async def test_a_change_that_was_hashed_anew_is_found_by_what_follows(
    tampering: asyncpg.Connection, service: str, *, is_last: bool
) -> None:
    """Whoever knows how to hash an entry still has the next one against him, or the head."""
    entries, _ = await chain(tampering, service, AUDITED[service])
    forged = dict(entries[-1 if is_last else 2], holder="somebody")
    new = f"holder = 'somebody', hash = '{worked_by_hand(forged)}'"
    await change(tampering, service, new, f"sequence = {forged['sequence']}")

    found = list(faults(*await chain(tampering, service, AUDITED[service])))
    assert found == ["the head is elsewhere" if is_last else UNLINKED.format(4)]


async def change(admin: asyncpg.Connection, service: str, new: str, which: str) -> None:
    """Change one entry of the audited body."""
    statement = f"UPDATE {service}.audit_entries SET {new} WHERE body = $1 AND {which}"
    assert await admin.execute(statement, AUDITED[service]) == "UPDATE 1"


async def delete(admin: asyncpg.Connection, service: str, which: str) -> None:
    """Delete entries of the audited body, which has at least five."""
    assert len((await chain(admin, service, AUDITED[service]))[0]) >= 5
    statement = f"DELETE FROM {service}.audit_entries WHERE body = $1 AND {which}"
    assert await admin.execute(statement, AUDITED[service]) != "DELETE 0"


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


def clients(suite: Suite) -> Callable[[int, int], Send]:
    """Return what makes one client after the other."""

    def act(writer: int, number: int) -> Send:
        client = {"name": f"Client {writer}.{number}", "holder": "tester", "grants": {}}
        return partial(suite.http.post, "/v1/clients", json=client, headers=suite.admin)

    return act
