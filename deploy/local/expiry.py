"""Forgetting idempotency keys that are past their day, at each start.

Only the owner may delete them, and row-level security shows it no others: so the statement needs
no condition, and could not do harm without one.
"""

from __future__ import annotations

from deploy.local.address import Address


async def forget_expired_keys(owner: Address) -> None:
    """Delete the expired idempotency keys of the service whose tables *owner* owns."""
    connection = await owner.connect()
    try:
        await connection.execute("DELETE FROM idempotency_keys")
    finally:
        await connection.close()
