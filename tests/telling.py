"""Waiting for what services tell each other, and reading what came of it."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

import asyncpg

if TYPE_CHECKING:
    from tests.database import Database

LISTENERS: Final = 2
"""Who listens to kpi: itself, and risk."""

PATIENCE: Final = 30.0
_BEHIND: Final = f"""
    SELECT e.of_body
    FROM kpi.outbox_ends e LEFT JOIN kpi.outbox_deliveries d USING (client, of_body)
    GROUP BY e.of_body, e.sequence
    HAVING count(d.listener) < {LISTENERS} OR min(d.sequence) < e.sequence
"""


async def all_told(database: Database) -> None:
    """Return when kpi's listeners have been told all that lies in its outbox."""
    until = time.monotonic() + PATIENCE
    while await asked(database, _BEHIND):
        assert time.monotonic() < until, "it was never told"
        await asyncio.sleep(0.02)


async def signals(database: Database) -> list[tuple[str, str, str]]:
    """Return the signals that risk keeps: body, indicator and period, as they came."""
    every = "SELECT body, indicator, period FROM risk.signals ORDER BY recorded_at, body, period"
    return [tuple(row) for row in await asked(database, every)]


async def asked(database: Database, question: str, *values: object) -> list[asyncpg.Record]:
    """Return what the superuser, whom no policy binds, is answered."""
    connection = await database.admin.connect()
    try:
        return list(await connection.fetch(question, *values))
    finally:
        await connection.close()
