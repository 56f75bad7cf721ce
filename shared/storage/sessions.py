"""`Reader` and `Transaction`: who reads, which bodies, known at when; and who writes.

They take different types so that a reader can't write by accident. Neither is ever committed by
its user, but by whoever opened it with `writing`: at the edge, `WriteRoute`, once a request.
"""

from __future__ import annotations

import asyncio
import io
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from shared.storage.connections import begun, ended
from shared.storage.hours import Hour, check_of, missed_by
from shared.storage.versions import END_OF_TIME, KNOWN_AT_NAME, STOOD_AT_NAME

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Executable, Select
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from shared.refusals import Refusal
    from shared.storage.prepared import Prepared
    from shared.storage.tenancy import Tenancy

Row = TypeVar("Row")


class Reader:
    """Reads what its tenancy allows, as known at an instant.

    The connection is taken at the first question, so that a request which needs none holds none.
    """

    def __init__(self, engine: AsyncEngine, tenancy: Tenancy) -> None:
        self._engine = engine
        self._tenancy = tenancy
        self._connection: AsyncConnection | None = None
        self._driver: Any = None
        self._session: AsyncSession | None = None
        self._hours: list[Hour] = []
        self._is_over = False
        self.known_at: datetime | None = None
        self._stood_at: datetime | None = None

    @property
    def tenancy(self) -> Tenancy:
        """What this reader may touch."""
        return self._tenancy

    @contextmanager
    def as_known(self, instant: datetime | None) -> Iterator[None]:
        """Read as known at an instant for as long as the block lasts; None is now."""
        before, self.known_at = self.known_at, instant
        try:
            yield
        finally:
            self.known_at = before

    @contextmanager
    def as_it_stood(self, instant: datetime) -> Iterator[None]:
        """Read as if nothing had been hidden after an instant, for as long as the block lasts.

        To prove what was published by then. What it finds that is hidden today is not to be told.
        """
        self.forget()
        self._stood_at = instant
        try:
            yield
        finally:
            self._stood_at = None
            self.forget()

    async def all(self, statement: Select[Row]) -> Sequence[Row]:
        """Return every answer to a statement that asks for one thing per row."""
        return (await (await self._orm()).scalars(statement, self._instant())).all()

    async def first(self, statement: Select[Row]) -> Row | None:
        """Return the first answer, or None."""
        return (await (await self._orm()).scalars(statement.limit(1), self._instant())).first()

    async def rows(self, statement: Select[Any], **values: Any) -> Sequence[Any]:
        """Return every answer to a statement that asks for several things per row."""
        session = await self._orm()
        rows: Sequence[Any] = (await session.execute(statement, self._instant() | values)).all()
        return rows

    async def records(self, statement: Prepared, **values: Any) -> Sequence[Any]:
        """Return every answer to a prepared statement, as the driver's records."""
        driver = await self._opened()
        said = statement.values(self._instant() | values)
        records: Sequence[Any] = await driver.fetch(statement.text, *said)
        return records

    async def now(self) -> datetime:
        """Return the database's clock."""
        clock: datetime = await (await self._opened()).fetchval("SELECT clock_timestamp()")
        return clock

    def forget(self) -> None:
        """Forget what was read, so that it is read anew: it may have been written to since."""
        if self._session is not None:
            self._session.expunge_all()

    async def end(self) -> None:
        """Give the connection back before the request is over: what is left to do asks nothing.

        So whoever draws a picture or writes a workbook keeps no other request waiting for one.
        """
        self._is_over = True
        await asyncio.shield(self._finish("ROLLBACK"))

    async def widen(self, reads: Iterable[str], inherits: Iterable[str] = ()) -> None:
        """Let this transaction read more bodies than the principal's grants name."""
        await self._be_bound_by(self._tenancy.widened(reads, inherits))

    async def _be_bound_by(self, tenancy: Tenancy) -> None:
        if tenancy == self._tenancy:
            return
        self._tenancy = tenancy
        if self._driver is not None:
            await self._driver.execute(tenancy.as_settings())

    def _instant(self) -> dict[str, datetime]:
        return {
            KNOWN_AT_NAME: self.known_at or END_OF_TIME,
            STOOD_AT_NAME: self._stood_at or END_OF_TIME,
        }

    def _opening(self) -> str:
        # One snapshot for all that is read, so that a scorecard never mixes before and after.
        return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"

    async def _opened(self) -> Any:
        """Return the driver's connection, in a transaction of this tenancy."""
        if self._is_over:
            message = "the reader has come to its end"
            raise RuntimeError(message)
        if self._driver is None:
            opening = self._opening() + self._tenancy.as_settings()
            self._connection, self._driver = await begun(self._engine, opening)
        return self._driver

    async def _orm(self) -> AsyncSession:
        await self._opened()
        if self._session is None:
            assert self._connection is not None  # noqa: S101 - opened just now
            self._session = AsyncSession(self._connection, expire_on_commit=False, autoflush=False)
        return self._session

    async def _finish(self, last_word: str) -> None:
        """End the database's transaction and give the connection back, whatever happens.

        Raises:
            Unavailable: If the transaction was to be committed and was not.
            Refusal: If it came too late for one of its hours; the one given with that.
        """
        session, connection, driver = self._session, self._connection, self._driver
        self._session = self._connection = self._driver = None
        if connection is None:
            return
        try:
            before = check_of(self._hours) if last_word == "COMMIT" else ""
            await ended(connection, driver, last_word, before)
        except BaseException as error:
            # A connection whose state is unknown is thrown away, never returned to the pool. A
            # goodbye would wait for a server that hangs.
            driver.terminate()
            await connection.invalidate()
            if missed := missed_by(error, self._hours):
                raise missed from error
            # What was to be undone is undone by that: the caller hears what went wrong before.
            if last_word == "COMMIT" or not isinstance(error, Exception):
                raise
        finally:
            if session is not None:
                session.expunge_all()
                await session.close()
            await connection.close()


class Transaction(Reader):
    """Reads, and writes to the bodies that the operation's scope grants.

    It commits where it was opened with `writing`: by `WriteRoute`, by `Chunks` for each chunk of a
    long payload, and by what no request asks for, such as the note of a key's last use.
    """

    def _opening(self) -> str:
        return "BEGIN;"

    async def end(self) -> None:
        """Refuse: whoever opened a transaction ends it.

        Raises:
            TypeError: Always.
        """
        message = "a transaction ends where it was opened"
        raise TypeError(message)

    @asynccontextmanager
    async def standing_in_for(self, bodies: Iterable[str]) -> AsyncIterator[None]:
        """Touch bodies that the principal may not write, for as long as the block lasts.

        For the journal's sake alone: to keep a body still while others rely on what it says, or to
        tell in its chain what somebody else saw. If the block fails, so does the transaction.
        """
        driver, own = await self._opened(), self._tenancy
        lent = replace(own, reads=own.reads | set(bodies), writes=own.writes | set(bodies))
        await driver.execute(lent.as_settings())
        yield
        await driver.execute(own.as_settings())

    @asynccontextmanager
    async def acting_as(self, client: str) -> AsyncIterator[None]:
        """Touch what belongs to another client, for as long as the block lasts.

        For the journal's sake alone, as above: to tell the relay that a body has work for it.
        """
        driver, own = await self._opened(), self._tenancy
        await driver.execute(replace(own, client=client).as_settings())
        yield
        await driver.execute(own.as_settings())

    async def keep_to(self, bodies: Iterable[str]) -> None:
        """Write no other bodies from now on.

        The policies look for the body of each row among all that may be written: with forty, that
        is a quarter of what a row costs the database (measured).
        """
        await self._be_bound_by(self._tenancy.kept_to(bodies))

    def commit_before(self, instant: datetime, otherwise: Refusal) -> None:
        """Keep nothing, and refuse with *otherwise*, if the commit does not come before *instant*.

        By the database's clock, asked in the round trip of the COMMIT itself.
        """
        self._hours.append(Hour(instant, otherwise))

    async def append(self, *rows: object) -> None:
        """Keep new rows."""
        session = await self._orm()
        session.add_all(rows)
        await session.flush()

    async def execute(self, statement: Executable, **values: Any) -> Any:
        """Run a statement that changes something, and return what came of it."""
        return await (await self._orm()).execute(statement, values)

    async def keep(self, statement: Prepared, *rows: Mapping[str, Any]) -> str:
        """Run a prepared statement once for each row, sent together; return a single one's tag."""
        driver = await self._opened()
        said = [statement.values(row) for row in rows]
        if len(said) == 1:
            tag: str = await driver.execute(statement.text, *said[0])
            return tag
        if said:
            await driver.executemany(statement.text, said)
        return ""

    async def copy(self, table: str, columns: Sequence[str], lines: bytes) -> None:
        """Copy rows in PostgreSQL's text format into a table that knows no row-level security."""
        driver = await self._opened()
        await driver.copy_to_table(table, columns=columns, source=io.BytesIO(lines), format="text")

    async def stay_open(self) -> None:
        """Let this transaction be idle for as long as it takes, while others do its work."""
        await self.say("SET LOCAL idle_in_transaction_session_timeout = 0")

    async def say(self, words: str) -> None:
        """Say what takes no parameters, such as a lock's time-out for this transaction."""
        await (await self._opened()).execute(words)


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
