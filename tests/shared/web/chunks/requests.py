"""Requests that keep chunks, each a note for a body."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncEngine

from shared import deadlines
from shared.journal import Event, record
from shared.security.principal import Principal
from shared.storage.sessions import Transaction, writing
from shared.storage.tenancy import Tenancy
from shared.web.chunks import Chunks, LongPayloads
from tests.promises.storms.ground import until

BODIES: Final = tuple(f"E0700013{number}" for number in range(1, 7))
TENANCY: Final = Tenancy("ledger", reads=frozenset(BODIES), writes=frozenset(BODIES))
BY: Final = Principal("ledger", "officer", "a-key")
KEPT: Final = "SELECT count(*) FROM kpi.audit_entries"

Keep = Callable[[Transaction, str], Awaitable[str]]
Asked = Callable[[str], Awaitable[Any]]


async def write(tx: Transaction, body: str) -> str:
    """Leave a trace on a body."""
    await record(tx, Event(body, "note.written", body, BY, "0" * 64))
    return body


async def one_by_one(*bodies: str) -> AsyncGenerator[str, None]:
    for body in bodies:
        yield body


@asynccontextmanager
async def opened(
    pool: AsyncEngine, long: LongPayloads | None = None, seconds: float = 60.0
) -> AsyncIterator[tuple[Transaction, Chunks]]:
    """Open a request's own transaction, with what it needs to keep chunks."""
    end = asyncio.get_running_loop().time() + seconds
    async with asyncio.timeout(deadlines.WRITE) as limit, writing(pool, TENANCY) as tx:
        with Chunks(pool, tx, limit, end, long or LongPayloads(10)) as chunks:
            yield tx, chunks


async def kept(
    pool: AsyncEngine,
    keep: Keep,
    *bodies: str,
    rehearse: bool = False,
    long: LongPayloads | None = None,
    seconds: float = 60.0,
) -> list[str]:
    """Keep a chunk for each body, within a request."""
    async with opened(pool, long, seconds) as (_, chunks):
        await chunks.prepare()
        return await chunks.keep_each(one_by_one(*bodies), keep, rehearse=rehearse)


def failing(at: str, error: Exception, kept_before: Callable[[], Awaitable[Any]]) -> Keep:
    """Return what keeps every chunk but that of one body, which fails once *kept_before*."""

    async def keep(tx: Transaction, body: str) -> str:
        await write(tx, body)
        if body == at:
            await kept_before()
            raise error
        return body

    return keep


async def until_kept(asked: Callable[[str], Awaitable[Any]], count: int) -> None:
    async def are_kept() -> bool:
        return bool(await asked(KEPT) >= count)

    await until(are_kept, 10)


async def nothing() -> None:
    """Wait for nothing."""
