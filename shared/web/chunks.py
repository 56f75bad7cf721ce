"""A payload too large for one transaction: kept in chunks, each committed by itself.

The request's own transaction holds the idempotency key meanwhile, and keeps its answer after the
last chunk. If a chunk fails, those before it stay: natural keys make posting the same again safe.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any, Final, TypeVar

import structlog
from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from shared import deadlines
from shared.journal import answer_for
from shared.refusals import InternalFault, PartlyKept, Refusal, Unavailable
from shared.storage.sessions import Transaction, writing
from shared.web.problems import refusal_for

log = structlog.get_logger()

Chunk = TypeVar("Chunk")
Kept = TypeVar("Kept")

_AT_A_TIME: Final = 2
"""Chunks under way: while the database keeps one, the next is made ready."""

_PAYLOADS_AT_A_TIME: Final = 2
"""Long payloads under way in a process, so that they never take every connection."""

_STAY: Final = "SET LOCAL idle_in_transaction_session_timeout = 0"


class Room:
    """How many long payloads a service takes at a time."""

    def __init__(self) -> None:
        self.places = asyncio.Semaphore(_PAYLOADS_AT_A_TIME)


class Chunks:
    """Opens a transaction for each chunk of one request's payload."""

    def __init__(
        self,
        engine: AsyncEngine,
        tx: Transaction,
        limit: asyncio.Timeout,
        seconds: float,
        room: Room,
    ) -> None:
        self._engine = engine
        self._tx = tx
        self._limit = limit
        self._seconds = seconds
        self._room = room

    async def prepare(self) -> None:
        """Give the request the time that its payload has earned, before it is read."""
        self._limit.reschedule(asyncio.get_running_loop().time() + self._seconds)
        await self._tx.say(_STAY)

    def keep_whole(self) -> None:
        """Give a payload that is kept as a whole, once it is read, the time of one transaction."""
        end = asyncio.get_running_loop().time() + deadlines.WRITE
        self._limit.reschedule(min(end, self._limit.when() or end))

    async def keep_each(
        self,
        chunks: AsyncIterator[Chunk],
        keep: Callable[[Transaction, Chunk], Awaitable[Kept]],
        *,
        rehearse: bool,
    ) -> list[Kept]:
        """Keep each chunk in a transaction of its own, two at a time; return what came of them.

        In a rehearsal every transaction is undone.

        Raises:
            Unavailable: If too many such payloads are under way.
            PartlyKept: If a chunk failed after another was committed. What is wrong with the
                payload itself stays as it is: posting the same again would not mend it.
        """
        if self._room.places.locked():
            message = "Other large files are being taken in just now."
            raise Unavailable(message)
        async with self._room.places:
            under_way = _UnderWay(self._engine, self._tx, rehearse=rehearse)
            try:
                return await under_way.keep_each(chunks, keep)
            except Exception as error:
                theirs = isinstance(error, Refusal) and error.status < PartlyKept.status
                if under_way.committed and not theirs:
                    if isinstance(refusal_for(error), InternalFault):
                        log.warning("a chunk failed", exc_info=error)  # the answer won't say so
                    raise PartlyKept from error
                raise


class _UnderWay:
    def __init__(self, engine: AsyncEngine, tx: Transaction, *, rehearse: bool) -> None:
        self.committed = 0
        self._engine = engine
        self._tx = tx
        self._rehearse = rehearse

    async def keep_each(
        self,
        chunks: AsyncIterator[Chunk],
        keep: Callable[[Transaction, Chunk], Awaitable[Kept]],
    ) -> list[Kept]:
        places = asyncio.Semaphore(_AT_A_TIME)
        tasks: list[asyncio.Task[Kept]] = []
        try:
            async with asyncio.TaskGroup() as group:
                async for chunk in chunks:
                    await places.acquire()
                    task = group.create_task(self._keep(chunk, keep))
                    task.add_done_callback(lambda _: places.release())
                    tasks.append(task)
                    del chunk
        except BaseExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return [task.result() for task in tasks]

    async def _keep(
        self, chunk: Chunk, keep: Callable[[Transaction, Chunk], Awaitable[Kept]]
    ) -> Kept:
        async with asyncio.timeout(deadlines.WRITE):
            try:
                async with writing(self._engine, self._tx.tenancy) as own:
                    kept = await keep(own, chunk)
                    if self._rehearse:
                        raise _Rehearsed(kept)
            except _Rehearsed as rehearsed:
                return rehearsed.kept  # type: ignore[no-any-return]  # what *keep* returned
        self.committed += 1
        answer_for(self._tx, own)
        return kept


class _Rehearsed(Exception):
    """No error: undoes a chunk, and says what it would have come to."""

    def __init__(self, kept: Any) -> None:
        super().__init__()
        self.kept = kept


async def _chunks(request: Request) -> Chunks:
    chunks: Chunks = request.state.chunks
    return chunks


InChunks = Annotated[Chunks, Depends(_chunks)]
"""For a payload that may be too large for one transaction."""
