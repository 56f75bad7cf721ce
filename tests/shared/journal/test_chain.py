"""The chain of a body: its writers take turns, its clock only goes forward, its hashes bind."""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.journal.chain import GENESIS, Head, hash_of, hold
from shared.journal.record import Event, content_hash, record
from shared.journal.tables import AuditEntry
from shared.security.principal import Principal
from shared.storage.sessions import writing
from shared.storage.tenancy import Tenancy
from tests.database import Database

BODY = "E07000132"
OTHER = "E07000131"
BOTH = frozenset({BODY, OTHER})
TENANCY = Tenancy("ledger", reads=BOTH, writes=BOTH)
OFFICER = Principal("ledger", "officer", "a-key")
ENTRIES = """
    SELECT body, sequence, recorded_at, act, subject, client, holder, content_hash,
           details::text AS details, previous_hash, hash
    FROM kpi.audit_entries WHERE body = 'E07000132' ORDER BY sequence
"""


async def act(engine: AsyncEngine, subject: str, body: str = BODY) -> Head:
    """Record one act, and return the head as it was held before."""
    async with writing(engine, TENANCY) as tx:
        head = await hold(tx, body)
        details = {"rows": 3, "name": "Ynys Môn"}
        event = Event(body, "figures.kept", subject, OFFICER, content_hash(subject), details)
        await record(tx, event)
    return head


async def entries(database: Database) -> list[dict[str, Any]]:
    """Return the body's entries as they stand in the table."""
    admin = await database.admin.connect()
    try:
        return [dict(row) for row in await admin.fetch(ENTRIES)]
    finally:
        await admin.close()


def worked_by_hand(entry: dict[str, Any]) -> str:
    """Return an entry's hash as an auditor would compute it from the table's columns alone."""
    said = {name: value for name, value in entry.items() if name != "hash"}
    said["recorded_at"] = f"{entry['recorded_at'].astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    said["details"] = json.loads(entry["details"])
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


async def test_concurrent_writers_of_a_body_get_one_line_of_growing_instants(
    engine: AsyncEngine, database: Database
) -> None:
    """Eight at once on a pool of two, on a body that none has written before."""
    await asyncio.gather(*(act(engine, f"act-{n}") for n in range(8)))

    kept = await entries(database)
    assert [entry["sequence"] for entry in kept] == [1, 2, 3, 4, 5, 6, 7, 8]
    instants = [entry["recorded_at"] for entry in kept]
    assert all(before < after for before, after in pairwise(instants))


async def test_each_entry_names_the_one_before_it(engine: AsyncEngine, database: Database) -> None:
    for subject in ("a", "b", "c"):
        await act(engine, subject)

    kept = await entries(database)
    assert kept[0]["previous_hash"] == GENESIS == "0" * 64
    assert [entry["previous_hash"] for entry in kept[1:]] == [entry["hash"] for entry in kept[:-1]]


async def test_an_entrys_hash_is_the_one_that_its_columns_give(
    engine: AsyncEngine, database: Database
) -> None:
    """After its way through the database: an instant, a JSON object and an apostrophe in it."""
    await act(engine, "a")
    await act(engine, "b")

    for entry in await entries(database):
        assert entry["hash"] == worked_by_hand(entry)
        stored = entry | {"details": json.loads(entry["details"])}
        assert hash_of(stored) == entry["hash"]


ENTRY: dict[str, Any] = {
    "body": BODY,
    "sequence": 1,
    "recorded_at": datetime(2020, 2, 3, 6, tzinfo=UTC),
    "act": "figures.kept",
    "subject": "a",
    "client": "ledger",
    "holder": "officer",
    "content_hash": "1" * 64,
    "details": {"rows": 3},
    "previous_hash": GENESIS,
}
CHANGES: dict[str, Any] = {
    "body": OTHER,
    "sequence": 2,
    "recorded_at": datetime(2020, 2, 3, 6, 0, 0, 1, tzinfo=UTC),
    "act": "figures.kept ",
    "subject": "b",
    "client": "stranger",
    "holder": "",
    "content_hash": "2" * 64,
    "details": {"rows": 4},
    "previous_hash": "1" * 64,
}


def test_every_column_is_bound_by_the_hash() -> None:
    columns = {column.name for column in AuditEntry.__table__.columns}
    assert set(ENTRY) == set(CHANGES) == columns - {"hash"}


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_of_any_column_changes_the_hash(column: str) -> None:
    assert hash_of(ENTRY | {column: CHANGES[column]}) != hash_of(ENTRY)


async def test_a_body_is_held_until_its_writer_ends(
    engine: AsyncEngine, database: Database
) -> None:
    async with writing(engine, TENANCY) as first:
        held = await hold(first, BODY)
        second = asyncio.create_task(act(engine, "second"))
        await waits_for_lock(database)
        assert not second.done()

    assert (await second).recorded_at > held.recorded_at


async def test_the_instant_is_taken_after_the_wait_for_the_lock(
    engine: AsyncEngine, database: Database
) -> None:
    """Read before the wait, it would lie before what the first writer kept meanwhile."""
    await act(engine, "begun")
    async with writing(engine, TENANCY) as first:
        await hold(first, BODY)
        second = asyncio.create_task(act(engine, "second"))
        await waits_for_lock(database)
        released = await first.now()

    assert (await second).recorded_at > released


async def test_two_bodies_do_not_wait_for_each_other(engine: AsyncEngine) -> None:
    async with writing(engine, TENANCY) as first:
        await hold(first, BODY)
        async with asyncio.timeout(3):  # less than the time-out of a lock
            head = await act(engine, "elsewhere", OTHER)

    assert head.sequence == 0


async def test_the_instant_goes_forward_though_the_clock_was_set_back(
    engine: AsyncEngine, database: Database
) -> None:
    """The last entry lies in the year 2100, as if the clock had been wrong then."""
    await act(engine, "a")
    admin = await database.admin.connect()
    await admin.execute("UPDATE kpi.chain_heads SET recorded_at = '2100-01-01T00:00:00Z'")
    await admin.close()

    head = await act(engine, "b")

    assert head.recorded_at == datetime(2100, 1, 1, 0, 0, 0, 1, tzinfo=UTC)


async def test_a_transaction_writes_a_body_under_one_instant(
    engine: AsyncEngine, database: Database
) -> None:
    async with writing(engine, TENANCY) as tx:
        for subject in ("a", "b"):
            await record(tx, Event(BODY, "figures.kept", subject, OFFICER, content_hash(subject)))

    kept = await entries(database)
    assert [entry["sequence"] for entry in kept] == [1, 2]
    assert kept[0]["recorded_at"] == kept[1]["recorded_at"]


async def test_no_two_entries_follow_the_same_one(engine: AsyncEngine, database: Database) -> None:
    """A fork is refused by the database itself, whoever writes it."""
    await act(engine, "a")
    admin = await database.admin.connect()
    with pytest.raises(Exception, match="uq_audit_entries_body_previous_hash"):
        await admin.execute(
            "INSERT INTO kpi.audit_entries SELECT body, 2, recorded_at, act, subject, client,"
            " holder, content_hash, details, previous_hash, 'other' FROM kpi.audit_entries"
        )
    await admin.close()


async def waits_for_lock(database: Database) -> None:
    """Return once a connection of this database waits for another one's lock."""
    admin = await database.admin.connect()
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(60):
        if await admin.fetchval(waiting):
            await admin.close()
            return
        await asyncio.sleep(0.05)
    pytest.fail("nobody waits")
