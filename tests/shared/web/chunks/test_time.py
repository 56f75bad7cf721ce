"""A long payload has the time that it earned, from its last byte on; a chunk that of a write."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared import deadlines
from shared.refusals import PartlyKept, TimedOut
from shared.storage.sessions import Transaction, writing
from shared.web import routing
from shared.web.chunks import Chunks, LongPayloads
from shared.web.payloads import receive
from tests.shared.desk import Desk
from tests.shared.web.chunks.requests import (
    BODIES,
    KEPT,
    TENANCY,
    Asked,
    kept,
    until_kept,
    write,
)


async def test_a_long_payload_has_the_time_that_it_earned_and_a_whole_one_that_of_a_write(
    pool: AsyncEngine,
) -> None:
    """Else a version could be committed after `settled` was told of its instant."""
    now = asyncio.get_running_loop().time
    async with (
        asyncio.timeout(deadlines.WRITE) as limit,
        writing(pool, TENANCY) as tx,
    ):
        end = now() + 500
        chunks = Chunks(pool, tx, limit, end, LongPayloads(10))
        await chunks.prepare()
        assert limit.when() == end
        chunks.keep_whole()
        assert (limit.when() or 0) - now() <= deadlines.WRITE
        end = now() + 9
        chunks = Chunks(pool, tx, limit, end, LongPayloads(10))
        await chunks.prepare()
        chunks.keep_whole()
        assert limit.when() == end


async def test_the_time_is_counted_from_the_payloads_last_byte(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the gateway counts it: else the service would end after it, and tell nobody."""
    received: list[float] = []
    made: list[Chunks] = []

    async def noted(*more: Any) -> Any:
        payload = await receive(*more)
        received.append(asyncio.get_running_loop().time())
        return payload

    def dawdle(*_: Any) -> None:
        time.sleep(0.3)  # as reading five megabytes of JSON does

    def prepared(*of: Any) -> Chunks:
        made.append(Chunks(*of))
        return made[0]

    monkeypatch.setattr(routing, "receive", noted)
    monkeypatch.setattr(routing, "_give_document", dawdle)
    monkeypatch.setattr(routing, "Chunks", prepared)
    content = b"x" * deadlines.BYTES_A_SECOND * 3
    headers = desk.caller() | {"Content-Type": "text/csv"}
    answer = await desk.http.post("/v1/kpi/desk/payloads", content=content, headers=headers)

    assert answer.status_code == 200, answer.text
    # 8 seconds of a service's, and 3 for three quarters of a megabyte.
    assert received[0] <= made[0]._end - 11 < received[0] + 0.2


async def oversleep(tx: Transaction, body: str) -> str:
    """Leave a trace, and keep the last body's transaction open for long."""
    await write(tx, body)
    if body == BODIES[2]:
        await tx.say("SELECT pg_sleep(4)")
    return body


async def test_a_chunk_that_takes_longer_than_a_write_is_timed_out(
    pool: AsyncEngine, monkeypatch: pytest.MonkeyPatch, asked: Asked
) -> None:
    """It is no fault of the database's, which could be reached."""
    monkeypatch.setattr(deadlines, "WRITE", 0.5)
    with pytest.raises(TimedOut):
        await kept(pool, oversleep, BODIES[2])

    assert await asked(KEPT) == 0


async def test_after_a_commit_it_is_partly_kept(
    pool: AsyncEngine, monkeypatch: pytest.MonkeyPatch, asked: Asked
) -> None:
    monkeypatch.setattr(deadlines, "WRITE", 1.0)

    async def keep(tx: Transaction, body: str) -> str:
        if body == BODIES[2]:
            await until_kept(asked, 2)
        return await oversleep(tx, body)

    with pytest.raises(PartlyKept) as refused:
        await kept(pool, keep, *BODIES[:3])

    assert isinstance(refused.value.__cause__, TimedOut)
    assert await asked(KEPT) == 2
