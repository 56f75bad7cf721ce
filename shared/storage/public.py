"""`Public`: reads as anyone may, through the role that sees published tables alone.

Each question is one statement, prepared once per connection and sent by the driver itself: no
BEGIN, no settings, nothing to end. What is public is the policies' to say, at the time of the
statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.engine import make_url

from shared import deadlines
from shared.refusals import Unavailable

_WAIT_FOR_CONNECTION_S: Final = 2
_UNUSED_FOR_S: Final = 300


class _Plain(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A connection on which nothing is ever set, so that nothing has to be reset."""

    def get_reset_query(self) -> str:
        """Ask nothing of the server when a connection goes back."""
        return ""


class Public:
    """Answers from what is published. It connects when it is first asked."""

    def __init__(self, url: str | None, *, application: str, pool_size: int = 10) -> None:
        """Read by *url*, which must name a service's public role; None refuses every question."""
        self._url = url
        self._application = application
        self._pool_size = pool_size
        self._pool: Any = None

    async def row(self, statement: str, *values: Any) -> Any:
        """Return the first answer as the driver's record, or None.

        Raises:
            Unavailable: If no connection is free in time.
        """
        connection = await self._lent()
        try:
            return await connection.fetchrow(statement, *values)
        finally:
            await self._pool.release(connection)

    async def rows(self, statement: str, *values: Any) -> Sequence[Any]:
        """Return every answer as the driver's records.

        Raises:
            Unavailable: If no connection is free in time.
        """
        connection = await self._lent()
        try:
            found: Sequence[Any] = await connection.fetch(statement, *values)
        finally:
            await self._pool.release(connection)
        return found

    async def now(self) -> datetime:
        """Return the database's clock, as the policies read it."""
        clock: datetime = (await self.row("SELECT statement_timestamp() AS now"))["now"]
        return clock

    async def close(self) -> None:
        """Close every connection."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()

    async def _lent(self) -> Any:
        if self._pool is None:
            self._pool = self._made(self._url)
        try:
            await self._pool  # the first time alone: it makes ready, and connects to nothing yet
            return await self._pool.acquire(timeout=_WAIT_FOR_CONNECTION_S)
        except TimeoutError as error:
            raise Unavailable("No connection to the database is free just now.") from error

    def _made(self, url: str | None) -> Any:
        if url is None:
            message = "Published documents cannot be read here: no public role is configured."
            raise Unavailable(message)
        # The spelling of addresses, sockets among them, is SQLAlchemy's, as everywhere here.
        _, place = dialect().create_connect_args(make_url(url))  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
        place.pop("prepared_statement_cache_size", None)
        return asyncpg.create_pool(
            **place,
            min_size=0,
            max_size=self._pool_size,
            max_inactive_connection_lifetime=_UNUSED_FOR_S,
            connection_class=_Plain,
            timeout=_WAIT_FOR_CONNECTION_S,
            server_settings={
                "application_name": self._application,
                "statement_timeout": str(int(deadlines.STATEMENT * 1_000)),
                "default_transaction_read_only": "on",
                "jit": "off",
            },
        )
