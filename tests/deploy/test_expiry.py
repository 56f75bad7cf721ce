"""Idempotency keys are forgotten after their day, and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from deploy.local.expiry import forget_expired_keys
from tests.database import Database


async def test_only_keys_past_their_day_are_forgotten(database: Database) -> None:
    now = datetime.now(UTC)
    admin = await database.admin.connect()
    for key, expires in (("old", now - timedelta(seconds=1)), ("new", now + timedelta(hours=1))):
        await admin.execute(
            "INSERT INTO kpi.idempotency_keys (client, key, fingerprint, expires_at)"
            " VALUES ('a', $1, '', $2)",
            key,
            expires,
        )

    await forget_expired_keys(database.address("kpi", "owner"))

    left = await admin.fetch("SELECT key FROM kpi.idempotency_keys")
    await admin.close()
    assert [row["key"] for row in left] == ["new"]
