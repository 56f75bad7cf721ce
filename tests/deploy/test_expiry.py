"""Idempotency keys are forgotten after their day, and not before."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deploy.local.expiry import forget_expired_keys
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
