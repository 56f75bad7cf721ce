"""Forgetting idempotency keys that are past their day, again and again while the suite runs.

Only the owner may delete them, and row-level security shows it no others: so the statement needs
no condition, and could not do harm without one.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import Final

import asyncpg

from deploy.local.address import Address

EVERY: Final = 3_600.0
"""Seconds between two times; a key that is past its day is taken for a new one in the meantime."""

_PATIENCE: Final = 300.0
"""Seconds that the deletion may take in one database."""


def forget_keys(owners: Sequence[Address]) -> int:
    """Delete what has expired of each service; return 0, or 1 after saying why not."""
    try:
        asyncio.run(_forget_all(owners))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        why = error or type(error).__name__
        print(f"Expired idempotency keys couldn't be deleted: {why}.", file=sys.stderr)
        return 1
    return 0


async def _forget_all(owners: Sequence[Address]) -> None:
    await asyncio.gather(*(forget_expired_keys(owner) for owner in owners))


async def forget_expired_keys(owner: Address) -> None:
    """Delete the expired idempotency keys of the service whose tables *owner* owns."""
    connection = await owner.connect()
    try:
        await connection.execute("DELETE FROM idempotency_keys", timeout=_PATIENCE)
    finally:
        await connection.close()
