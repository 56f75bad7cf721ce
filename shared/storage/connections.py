"""Connections as a transaction takes them and gives them back, whatever became of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from shared.refusals import Unavailable

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_PATIENCE_WITH_ROLLBACK_S: Final = 0.5
"""A connection that doesn't answer is dropped, which rolls back too. It is short: PostgreSQL may
overlook the cancel of a statement whose caller has left."""


async def begun(engine: AsyncEngine, opening: str) -> tuple[AsyncConnection, Any]:
    """Take a connection and begin on it; one that turns out to be dead is replaced.

    So BEGIN itself is the pool's ping, and costs no round trip of its own.
    """
    while True:
        connection = await engine.connect()
        driver: Any = None
        try:
            driver = (await connection.get_raw_connection()).driver_connection
            await driver.execute(opening)
        except BaseException as error:
            was_dead = driver is not None and driver.is_closed()
            await asyncio.shield(_drop(connection, driver))
            if not was_dead or not isinstance(error, Exception):
                raise
        else:
            return connection, driver


async def _drop(connection: AsyncConnection, driver: Any) -> None:
    if driver is not None:
        driver.terminate()  # a goodbye would wait for a server that hangs
    await connection.invalidate()
    await connection.close()


async def ended(connection: AsyncConnection, driver: Any, last_word: str, before: str) -> None:
    """Say a transaction's last word, and what is to be checked *before* it.

    Raises:
        Unavailable: If it was not kept, though it was to be.
    """
    if connection.invalidated:
        # Cancelled or cut off in mid-statement: there is no one left to say it to.
        raise Unavailable
    patience = None if last_word == "COMMIT" else _PATIENCE_WITH_ROLLBACK_S
    async with asyncio.timeout(patience):
        # PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, not an error.
        if await driver.execute(before + last_word) != last_word:
            raise Unavailable
