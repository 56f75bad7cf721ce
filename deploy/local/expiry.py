"""Forgetting, again and again while the suite runs: idempotency keys past their day, told events.

Only the owner may delete, and row-level security shows it nothing else to delete: keys that have
expired, and events of more than a week ago. So the first statement needs no condition, and could
not do harm without one; the second says how far every listener has been told.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import Final

import asyncpg

from deploy.local.address import Address
from shared.journal.outbox import RELAY
from shared.storage.tenancy import Tenancy

EVERY: Final = 3_600.0
"""Seconds between two times; a key that is past its day is taken for a new one in the meantime."""

_PATIENCE: Final = 300.0
"""Seconds that a deletion may take in one database."""

_TOLD_TO_ALL: Final = """
    SELECT of_body, min(sequence) AS sequence FROM outbox_deliveries
    GROUP BY of_body HAVING min(sequence) > 0 ORDER BY of_body
"""
"""A listener that was never told of a body stands there with 0 as soon as the relay has seen it;
one that is no listener any more keeps what it was not told, which is the safer mistake."""


def forget(owners: Sequence[Address]) -> int:
    """Delete what each service may forget; return 0, or 1 after saying why not."""
    try:
        asyncio.run(_forget_all(owners))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        why = error or type(error).__name__
        print(f"What is past its time couldn't be deleted: {why}.", file=sys.stderr)
        return 1
    return 0


async def _forget_all(owners: Sequence[Address]) -> None:
    await asyncio.gather(*(_forget_of_one(owner) for owner in owners))


async def _forget_of_one(owner: Address) -> None:
    await forget_expired_keys(owner)
    await forget_told_events(owner)


async def forget_expired_keys(owner: Address) -> None:
    """Delete the expired idempotency keys of the service whose tables *owner* owns."""
    connection = await owner.connect()
    try:
        await connection.execute("DELETE FROM idempotency_keys", timeout=_PATIENCE)
    finally:
        await connection.close()


async def forget_told_events(owner: Address) -> None:
    """Delete the events of more than a week ago that every listener has been told."""
    connection = await owner.connect()
    try:
        async with connection.transaction():
            await connection.execute(Tenancy(RELAY).as_settings())
            told = await connection.fetch(_TOLD_TO_ALL)
        for body, sequence in told:
            only = frozenset({body})
            async with connection.transaction():
                await connection.execute(Tenancy(RELAY, only, only).as_settings())
                delete = "DELETE FROM outbox WHERE body = $1 AND sequence <= $2"
                await connection.execute(delete, body, sequence, timeout=_PATIENCE)
    finally:
        await connection.close()
