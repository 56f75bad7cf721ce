"""`Reader` and `Transaction`: who reads, which bodies, known at when; and who writes.

They take different types so that a reader can't write by accident. Neither is ever committed by
its user: `WriteRoute` does that, once, at the edge.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from shared.refusals import Unavailable
from shared.storage.hours import Hour, check_of, missed_by
from shared.storage.versions import END_OF_TIME, KNOWN_AT_NAME

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import Executable, Select
    from sqlalchemy.ext.asyncio import AsyncEngine

    from shared.refusals import Refusal
    from shared.storage.tenancy import Tenancy

Row = TypeVar("Row")

_PATIENCE_WITH_ROLLBACK_S: Final = 2
"""A connection that doesn't answer is dropped, which rolls back too."""


class Reader:
    """Reads what its tenancy allows, as known at an instant.

    The connection is taken at the first question, so that a request which needs none holds none.
    """

    def __init__(self, engine: AsyncEngine, tenancy: Tenancy) -> None:
        self._engine = engine
        self._tenancy = tenancy
        self._connection: AsyncConnection | None = None
        self._session: AsyncSession | None = None
        self._hours: list[Hour] = []
        self.known_at: datetime | None = None

    @property
    def tenancy(self) -> Tenancy:
        """What this reader may touch."""
        return self._tenancy

    async def all(self, statement: Select[Row]) -> Sequence[Row]:
        """Return every answer to a statement that asks for one thing per row."""
        return (await (await self._opened()).scalars(statement, self._instant())).all()

    async def first(self, statement: Select[Row]) -> Row | None:
        """Return the first answer, or None."""
        return (await (await self._opened()).scalars(statement.limit(1), self._instant())).first()

    async def rows(self, statement: Select[Any], **values: Any) -> Sequence[Any]:
        """Return every answer to a statement that asks for several things per row."""
        session = await self._opened()
        rows: Sequence[Any] = (await session.execute(statement, self._instant() | values)).all()
        return rows

    async def now(self) -> datetime:
        """Return the database's clock."""
        answer = await (await self._opened()).scalar(text("SELECT clock_timestamp()"))
        assert answer is not None  # noqa: S101 - a clock always answers
        return answer  # type: ignore[no-any-return]  # text() has no column types

    async def widen(self, reads: Iterable[str], inherits: Iterable[str] = ()) -> None:
        """Let this transaction read more bodies than the principal's grants name."""
        self._tenancy = self._tenancy.widened(reads, inherits)
        if self._session is not None:
            await _say(await self._session.connection(), self._tenancy.as_settings())

    def _instant(self) -> dict[str, datetime]:
        return {KNOWN_AT_NAME: self.known_at or END_OF_TIME}

    def _opening(self) -> str:
        # One snapshot for all that is read, so that a scorecard never mixes before and after.
        return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"

    async def _opened(self) -> AsyncSession:
        if self._session is None:
            self._connection = await self._engine.connect()
            self._session = AsyncSession(self._connection, expire_on_commit=False, autoflush=False)
            await _say(self._connection, self._opening() + self._tenancy.as_settings())
        return self._session

    async def _finish(self, last_word: str) -> None:
        """End the database's transaction and give the connection back, whatever happens.

        Raises:
            Unavailable: If the transaction was to be committed and was not.
            Refusal: If it came too late for one of its hours; the one given with that.
        """
        session, connection = self._session, self._connection
        self._session = self._connection = None
        if session is None or connection is None:
            return
        try:
            before = check_of(self._hours) if last_word == "COMMIT" else ""
            await _end(connection, last_word, before)
        except BaseException as error:
            # A connection whose state is unknown is thrown away, never returned to the pool.
            await connection.invalidate()
            if missed := missed_by(error, self._hours):
                raise missed from error
            # What was to be undone is undone by that: the caller hears what went wrong before.
            if last_word == "COMMIT" or not isinstance(error, Exception):
                raise
        finally:
            session.expunge_all()
            await session.close()
            await connection.close()


class Transaction(Reader):
    """Reads, and writes to the bodies that the operation's scope grants.

    Only `WriteRoute` and the first-key command commit.
    """

    def _opening(self) -> str:
        return "BEGIN;"

    def commit_before(self, instant: datetime, otherwise: Refusal) -> None:
        """Keep nothing, and refuse with *otherwise*, if the commit does not come before *instant*.

        By the database's clock, asked in the round trip of the COMMIT itself.
        """
        self._hours.append(Hour(instant, otherwise))

    async def append(self, *rows: object) -> None:
        """Keep new rows."""
        session = await self._opened()
        session.add_all(rows)
        await session.flush()

    async def append_all(self, table: type, rows: Sequence[dict[str, Any]]) -> None:
        """Keep many rows of one table."""
        if rows:
            # Below the ORM: a thousand figures need no thousand objects.
            await (await self._opened()).execute(table.__table__.insert(), rows)  # type: ignore[attr-defined]

    async def execute(self, statement: Executable, **values: Any) -> Any:
        """Run a statement that changes something, and return what came of it."""
        return await (await self._opened()).execute(statement, values)

    async def flush_settings(self, settings: str) -> None:
        """Change settings of this transaction, such as a lock's time-out."""
        await _say(await (await self._opened()).connection(), settings)


@asynccontextmanager
async def reading(engine: AsyncEngine, tenancy: Tenancy) -> AsyncIterator[Reader]:
    """Open a reader for as long as a request lasts."""
    reader = Reader(engine, tenancy)
    try:
        yield reader
    finally:
        await asyncio.shield(reader._finish("ROLLBACK"))  # noqa: SLF001 - one mechanism, one file


@asynccontextmanager
async def writing(engine: AsyncEngine, tenancy: Tenancy) -> AsyncIterator[Transaction]:
    """Open a transaction; it commits if the block ends well, and keeps nothing otherwise."""
    tx = Transaction(engine, tenancy)
    last_word = "ROLLBACK"
    try:
        yield tx
        last_word = "COMMIT"
    finally:
        await asyncio.shield(tx._finish(last_word))  # noqa: SLF001 - one mechanism, one file


async def _end(connection: AsyncConnection, last_word: str, before: str) -> None:
    if connection.invalidated:
        # Cancelled or cut off in mid-statement: there is no one left to say it to.
        raise Unavailable
    patience = None if last_word == "COMMIT" else _PATIENCE_WITH_ROLLBACK_S
    async with asyncio.timeout(patience):
        if await _say(connection, before + last_word) != last_word:
            # PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK, not an error.
            raise Unavailable


async def _say(connection: AsyncConnection, words: str) -> str:
    """Send several statements in one round trip, and return the last one's command tag.

    This is the simple protocol: it takes no parameters.
    """
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    assert driver is not None  # noqa: S101 - a connection that is open has a driver's connection
    tag: str = await driver.execute(words)
    return tag
