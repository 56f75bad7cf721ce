"""Promise 18: no entry is changed, moved or lost unseen.

Whatever an auditor finds by recomputing a chain from the tables, the API's `verify` finds too.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import asyncpg
import pytest

from tests.promises.chains import (
    AUDITED,
    BELIED,
    COLUMNS,
    UNLINKED,
    auditor,
    chain,
    each_service,
    faults,
    verified,
    worked_by_hand,
)

if TYPE_CHECKING:
    from tests.promises.world import World

CHAINED: Final = ("audit_entries", "chain_heads")

CHANGES: Final = {
    "body": "'elsewhere'",
    "sequence": "sequence + 1000000",
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


@pytest.fixture
async def tampering(world: World) -> AsyncIterator[asyncpg.Connection]:
    """A superuser in the world's database who tampers with it; it is put right afterwards."""
    for service in AUDITED:
        await auditor(world, service)  # to make his key is an act too
    tables = [f"{service}.{name}" for service in AUDITED for name in CHAINED]
    connection = await world.suite.database.admin.connect()
    for table in tables:
        await connection.execute(f"CREATE TEMP TABLE {kept(table)} AS TABLE {table}")
    yield connection
    async with connection.transaction():
        for table in tables:
            await connection.execute(f"TRUNCATE {table}; INSERT INTO {table} TABLE {kept(table)}")
    await connection.close()


def kept(table: str) -> str:
    """Return where a table is kept from the tampering."""
    return f"pg_temp.kept_{table.replace('.', '_')}"


async def told(world: World, service: str) -> tuple[str, int]:
    """Return how and where the API says that the chain breaks, whichever way it is asked."""
    said = await verified(world, service)
    whole = await world.suite.http.get(
        "/v1/audit/verify",
        params={"body": AUDITED[service]},
        headers=await auditor(world, service),
    )
    [section] = [part for part in whole.json()["sections"] if part["service"] == service]
    assert (said["status"], whole.json()["status"]) == ("broken", "broken")
    assert section["verification"]["first_break"] == said["first_break"]
    return said["first_break"]["code"], said["first_break"]["sequence"]


def test_every_column_is_tampered_with() -> None:
    assert set(CHANGES) == set(COLUMNS)


@each_service
@pytest.mark.parametrize("column", COLUMNS)
async def test_a_changed_entry_is_found(
    world: World, tampering: asyncpg.Connection, service: str, column: str
) -> None:
    """Moved to another body or place, it is missing here; else it belies its hash."""
    third = f"{column} = {CHANGES[column]}", "sequence = 3"
    await change(tampering, service, *third)

    found = list(faults(*await chain(tampering, service, AUDITED[service])))
    is_gone = column in {"body", "sequence"}
    assert ("3 is missing" if is_gone else BELIED.format(3)) in found
    assert await told(world, service) == ("missing" if is_gone else "changed", 3)


@each_service
@pytest.mark.parametrize("place", [1, 2, 3])
async def test_a_deleted_entry_is_found(
    world: World, tampering: asyncpg.Connection, service: str, place: int
) -> None:
    await delete(tampering, service, f"sequence = {place}")

    found = list(faults(*await chain(tampering, service, AUDITED[service])))
    assert found == [f"{place} is missing", UNLINKED.format(place + 1)]
    assert await told(world, service) == ("missing", place)


@each_service
async def test_entries_that_changed_places_are_found(
    world: World, tampering: asyncpg.Connection, service: str
) -> None:
    for before, after in ((2, -2), (3, 2), (-2, 3)):
        await change(tampering, service, f"sequence = {after}", f"sequence = {before}")

    found = list(faults(*await chain(tampering, service, AUDITED[service])))
    assert found == [
        *(fault.format(place) for place in (2, 3) for fault in (UNLINKED, BELIED)),
        UNLINKED.format(4),
    ]
    assert await told(world, service) == ("changed", 2)


@each_service
@pytest.mark.parametrize("left", ["sequence < {last}", "sequence < {last} - 1", "false"])
async def test_a_cut_tail_is_found(
    world: World, tampering: asyncpg.Connection, service: str, left: str
) -> None:
    last = len((await chain(tampering, service, AUDITED[service]))[0])
    await delete(tampering, service, f"NOT ({left.format(last=last)})")

    entries, head = await chain(tampering, service, AUDITED[service])
    assert list(faults(entries, head)) == ["the head is elsewhere"]
    assert await told(world, service) == ("cut", len(entries) + 1)


@each_service
async def test_a_lost_head_is_found(
    world: World, tampering: asyncpg.Connection, service: str
) -> None:
    await tampering.execute(f"DELETE FROM {service}.chain_heads")

    entries, head = await chain(tampering, service, AUDITED[service])
    assert list(faults(entries, head)) == ["the head is elsewhere"]
    assert await told(world, service) == ("head_lost", len(entries))


@each_service
@pytest.mark.parametrize("is_last", [False, True])
async def test_a_change_that_was_hashed_anew_is_found_by_what_follows(
    world: World, tampering: asyncpg.Connection, service: str, *, is_last: bool
) -> None:
    """Whoever knows how to hash an entry still has the next one against him, or the head."""
    entries, _ = await chain(tampering, service, AUDITED[service])
    forged = dict(entries[-1 if is_last else 2], holder="somebody")
    new = f"holder = 'somebody', hash = '{worked_by_hand(forged)}'"
    await change(tampering, service, new, f"sequence = {forged['sequence']}")

    found = list(faults(*await chain(tampering, service, AUDITED[service])))
    assert found == ["the head is elsewhere" if is_last else UNLINKED.format(4)]
    breaks = ("head_moved", forged["sequence"]) if is_last else ("unlinked", 4)
    assert await told(world, service) == breaks


@each_service
async def test_a_chain_written_anew_is_found_by_a_place_that_was_noted(
    world: World, tampering: asyncpg.Connection, service: str
) -> None:
    """Entries, hashes and head, all in order again: only who noted a place before can tell."""
    noted = (await verified(world, service))["reached"]
    entries, _ = await chain(tampering, service, AUDITED[service])
    await rewrite(tampering, service, entries[1:])

    assert list(faults(*await chain(tampering, service, AUDITED[service]))) == []
    assert (await verified(world, service))["status"] == "intact"
    broken = await verified(world, service, after=noted)
    assert broken["status"] == "broken"
    assert broken["first_break"]["code"] == "not_as_seen"
    assert broken["first_break"]["sequence"] == len(entries)


@each_service
async def test_an_entry_smuggled_in_before_the_first_is_found(
    world: World, tampering: asyncpg.Connection, service: str
) -> None:
    entries, _ = await chain(tampering, service, AUDITED[service])
    forged = dict(entries[0], sequence=0, previous_hash="1" * 64)
    forged["hash"] = worked_by_hand(forged)
    places = ", ".join(f"${n}" for n in range(1, len(COLUMNS) + 1))
    await tampering.execute(
        f"INSERT INTO {service}.audit_entries ({', '.join(COLUMNS)}) VALUES ({places})",
        *(forged[column] for column in COLUMNS),
    )

    assert await told(world, service) == ("unlinked", 0)


@each_service
async def test_a_break_is_found_in_its_stretch_and_no_other(
    world: World, tampering: asyncpg.Connection, service: str
) -> None:
    until_second = (await verified(world, service, limit=2))["reached"]
    until_third = (await verified(world, service, limit=3))["reached"]
    await change(tampering, service, "holder = 'somebody'", "sequence = 3")

    before = await verified(world, service, limit=2)
    broken = await verified(world, service, after=until_second)
    assert before["status"] == "intact_so_far"
    assert broken["first_break"]["sequence"] == 3
    assert (broken["reached"], broken["checked"]) == (until_second, 0)
    assert (await verified(world, service, after=until_third))["status"] == "broken"


async def rewrite(
    admin: asyncpg.Connection, service: str, entries: Sequence[Mapping[str, Any]]
) -> None:
    """Let somebody else have done all this, hashed anew, up to the head."""
    body, link = AUDITED[service], entries[0]["previous_hash"]
    await admin.execute(
        f"UPDATE {service}.audit_entries SET previous_hash = 'none-' || sequence WHERE body = $1"
        " AND sequence >= $2",
        *(body, entries[0]["sequence"]),  # no two may name the same one, not even meanwhile
    )
    for entry in entries:
        forged = dict(entry, holder="somebody", previous_hash=link)
        link = worked_by_hand(forged)
        await admin.execute(
            f"UPDATE {service}.audit_entries SET holder = $3, previous_hash = $4, hash = $5"
            " WHERE body = $1 AND sequence = $2",
            *(body, entry["sequence"], "somebody", forged["previous_hash"], link),
        )
    await admin.execute(f"UPDATE {service}.chain_heads SET hash = $2 WHERE body = $1", body, link)


async def change(admin: asyncpg.Connection, service: str, new: str, which: str) -> None:
    """Change one entry of the audited body."""
    statement = f"UPDATE {service}.audit_entries SET {new} WHERE body = $1 AND {which}"
    assert await admin.execute(statement, AUDITED[service]) == "UPDATE 1"


async def delete(admin: asyncpg.Connection, service: str, which: str) -> None:
    """Delete entries of the audited body, which has at least five."""
    assert len((await chain(admin, service, AUDITED[service]))[0]) >= 5
    statement = f"DELETE FROM {service}.audit_entries WHERE body = $1 AND {which}"
    assert await admin.execute(statement, AUDITED[service]) != "DELETE 0"
