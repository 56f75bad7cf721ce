"""A payload too large for one transaction: kept in chunks, each committed by itself.

The request's own transaction holds the idempotency key meanwhile, and keeps its answer after the
last chunk. If a chunk fails, those before it stay: natural keys make posting the same again safe,
and so they make trying a chunk again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Annotated, Any, Final, Self, TypeVar

import structlog
from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from shared import deadlines
from shared.journal import answer_for
from shared.refusals import InternalFault, PartlyKept, Refusal, Unavailable
from shared.storage.sessions import Transaction, writing
from shared.web.limits import in_time
from shared.web.problems import refusal_for

log = structlog.get_logger()

Chunk = TypeVar("Chunk")
Kept = TypeVar("Kept")

_CHUNKS_AT_A_TIME: Final = 2
"""While the database keeps one chunk, the next is made ready."""

_PAYLOADS_AT_A_TIME: Final = 2
_PATIENCE_FOR_A_PLACE: Final = 5.0
_PAUSES: Final = (0.5, 1.0)
"""Seconds after which a chunk whose failure may pass is tried again."""


class LongPayloads:
    """How many long payloads a process takes at a time, and how many chunks of each.

    Each takes a connection for itself, and one for each chunk under way: together at most three
    quarters of all. One that waits holds a connection too, and the last is always left to others.

    Attributes:
        places: One for each payload.
        chunks_at_a_time: Of each payload.
    """

    def __init__(self, connections: int) -> None:
        """Share out *connections*, of which there are three at least."""
        most = connections * 3 // 4
        self.chunks_at_a_time = min(_CHUNKS_AT_A_TIME, most - 1)
        of_each = 1 + self.chunks_at_a_time
        payloads = min(_PAYLOADS_AT_A_TIME, most // of_each)
        self.places = asyncio.Semaphore(payloads)
        self._may_wait = connections - payloads * of_each - 1

    async def take_place(self) -> None:
        """Take a place; whoever has it gives it back by `places.release()`.

        Raises:
            Unavailable: If none is free within five seconds, or as many wait as may.
        """
        message = "Other large files are being taken in just now."
        if self.places.locked() and not self._may_wait:
            raise Unavailable(message)
        self._may_wait -= 1
        try:
            async with asyncio.timeout(_PATIENCE_FOR_A_PLACE):
                await self.places.acquire()
        except TimeoutError:
            raise Unavailable(message) from None
        finally:
            self._may_wait += 1


class Chunks:
    """Opens a transaction for each chunk of one request's payload."""

    def __init__(
        self,
        engine: AsyncEngine,
        tx: Transaction,
        limit: asyncio.Timeout,
        end: float,
        long_payloads: LongPayloads,
    ) -> None:
        """Serve a request whose payload has earned time until *end*, by the loop's clock."""
        self._engine = engine
        self._tx = tx
        self._limit = limit
        self._end = end
        self._long_payloads = long_payloads
        self._has_place = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._has_place:
            self._has_place = False
            self._long_payloads.places.release()

    async def prepare(self) -> None:
        """Give the request the time that its payload has earned, before it is read."""
        self._limit.reschedule(self._end)
        await self._tx.stay_open()

    async def take_place(self) -> None:
        """Take one of the places for long payloads, once; the request's end gives it back.

        Raises:
            Unavailable: As `LongPayloads.take_place`.
        """
        if not self._has_place:
            await self._long_payloads.take_place()
            self._has_place = True

    def keep_whole(self) -> None:
        """Give a payload that is kept as a whole, once it is read, the time of one transaction."""
        end = asyncio.get_running_loop().time() + deadlines.WRITE
        self._limit.reschedule(min(end, self._limit.when() or end))

    async def keep_each(
        self,
        chunks: AsyncGenerator[Chunk, None],
        keep: Callable[[Transaction, Chunk], Awaitable[Kept]],
        *,
        rehearse: bool,
    ) -> list[Kept]:
        """Keep each chunk in a transaction of its own, some at a time; return what came of them.

        A chunk whose failure may pass is tried three times, so *keep* may be called again for it,
        even if it was committed and only the word of that was lost. In a rehearsal every
        transaction is undone.

        Raises:
            Unavailable: If too many such payloads are under way.
            TimedOut: If a chunk took longer than a transaction may.
            PartlyKept: If a chunk failed after another was committed. What is wrong with the
                payload itself stays as it is: posting the same again would not mend it.
        """
        await self.take_place()
        under_way = _UnderWay(self._engine, self._tx, rehearse=rehearse)
        try:
            return await under_way.keep_each(chunks, keep, self._long_payloads.chunks_at_a_time)
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
        chunks: AsyncGenerator[Chunk, None],
        keep: Callable[[Transaction, Chunk], Awaitable[Kept]],
        at_a_time: int,
    ) -> list[Kept]:
        places = asyncio.Semaphore(at_a_time)
        tasks: list[asyncio.Task[Kept]] = []
        try:
            async with aclosing(chunks), asyncio.TaskGroup() as group:
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
        for pause in _PAUSES:
            try:
                return await self._try(chunk, keep)
            except Exception as error:
                refusal = refusal_for(error)
                if not isinstance(refusal, Unavailable) or _is_called_off():
                    raise
                log.warning("a chunk is tried again", cause=refusal.detail)
            await asyncio.sleep(pause)
        return await self._try(chunk, keep)

    async def _try(
        self, chunk: Chunk, keep: Callable[[Transaction, Chunk], Awaitable[Kept]]
    ) -> Kept:
        return await in_time(self._keep_once(chunk, keep), asyncio.timeout(deadlines.WRITE))

    async def _keep_once(
        self, chunk: Chunk, keep: Callable[[Transaction, Chunk], Awaitable[Kept]]
    ) -> Kept:
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


def _is_called_off() -> bool:
    """Tell whether this task was told to end, and met an error on its way out."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


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
