"""Idempotency keys are forgotten after their day, told events after a week, and none before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.local.expiry import forget_expired_keys, forget_told_events
from shared.journal.outbox import RELAY
from shared.storage.tenancy import Tenancy
from tests.database import Database
from tests.deploy.watching import suite, until

HURRIED = """
import sys
from deploy.local import expiry
from deploy.local.__main__ import main
expiry.EVERY = 0.2
sys.exit(main(sys.argv[1:]))
"""
"""A suite whose hour has a fifth of a second."""


async def keep_key(database: Database, key: str, *, ends_in: timedelta) -> None:
    admin = await database.admin.connect()
    await admin.execute(
        "INSERT INTO kpi.idempotency_keys (client, key, fingerprint, expires_at)"
        " VALUES ('a', $1, '', $2)",
        key,
        datetime.now(UTC) + ends_in,
    )
    await admin.close()


async def kept_keys(database: Database) -> list[str]:
    admin = await database.admin.connect()
    kept = await admin.fetch("SELECT key FROM kpi.idempotency_keys")
    await admin.close()
    return [row["key"] for row in kept]


async def test_only_keys_past_their_day_are_forgotten(database: Database) -> None:
    await keep_key(database, "old", ends_in=timedelta(seconds=-1))
    await keep_key(database, "new", ends_in=timedelta(hours=1))

    await forget_expired_keys(database.address("kpi", "owner"))

    assert await kept_keys(database) == ["new"]


async def test_only_events_that_everyone_was_told_a_week_ago_are_forgotten(
    database: Database,
) -> None:
    """Of each body three events: of ten, eight and six days ago."""
    told = {
        "E07000131": {"kpi": 3, "risk": 3},
        "E07000132": {"kpi": 3, "risk": 1},  # risk has heard the first alone
        "E07000134": {"kpi": 3, "risk": 0},
        "leicestershire": {},  # nobody has looked
    }
    admin = await database.admin.connect()
    for body, deliveries in told.items():
        for sequence, days in enumerate((10, 8, 6), 1):
            await admin.execute(
                "INSERT INTO kpi.outbox VALUES ($1, $2, gen_random_uuid(), $3, 'k', '{}')",
                body,
                sequence,
                datetime.now(UTC) - timedelta(days=days),
            )
        for listener, sequence in deliveries.items():
            await admin.execute(
                "INSERT INTO kpi.outbox_deliveries VALUES ('service:relay', $1, $2, $3)",
                body,
                listener,
                sequence,
            )

    await forget_told_events(database.address("kpi", "owner"))

    left = "SELECT body, array_agg(sequence ORDER BY sequence) FROM kpi.outbox GROUP BY body"
    assert {row[0]: row[1] for row in await admin.fetch(left)} == {
        "E07000131": [3],
        "E07000132": [2, 3],
        "E07000134": [1, 2, 3],
        "leicestershire": [1, 2, 3],
    }
    await admin.close()


async def test_an_owner_who_forgets_the_condition_deletes_nothing_young(
    database: Database,
) -> None:
    """Nor anything of a body that it has not named: the policy says both."""
    admin = await database.admin.connect()
    for body in ("E07000131", "E07000132"):
        for sequence, days in enumerate((10, 6), 1):
            await admin.execute(
                "INSERT INTO kpi.outbox VALUES ($1, $2, gen_random_uuid(), $3, 'k', '{}')",
                body,
                sequence,
                datetime.now(UTC) - timedelta(days=days),
            )
    owner = await database.address("kpi", "owner").connect()
    assert await owner.execute("DELETE FROM outbox") == "DELETE 0"
    only = frozenset({"E07000131"})
    async with owner.transaction():
        await owner.execute(Tenancy(RELAY, only, only).as_settings())
        assert await owner.execute("DELETE FROM outbox") == "DELETE 1"
    await owner.close()
    assert await admin.fetchval("SELECT count(*) FROM kpi.outbox") == 3
    await admin.close()


@pytest.mark.timeout(240)
async def test_a_suite_that_runs_forgets_keys_again_and_again(
    database: Database, folder: Path, free_port: Callable[[], int]
) -> None:
    environment = {"DATABASE_URL": database.admin.url}
    hurried = ("-c", HURRIED)
    data = folder / "data"
    with suite(data, free_port(), "--no-demo", environment=environment, program=hurried) as running:
        assert until(lambda: running.get("/readyz") == 200), running.said()
        for key in ("one", "two"):  # the second is put there after the first has gone
            await keep_key(database, key, ends_in=timedelta(seconds=-1))
            assert await _gone(database), running.said()
        assert running.stop() == 0
        assert "Traceback" not in running.said()


async def _gone(database: Database) -> bool:
    for _ in range(600):
        if not await kept_keys(database):
            return True
        await asyncio.sleep(0.05)
    return False
