"""The relay: each listener hears each event, in the order of its body, whatever fails meanwhile."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest

from shared.journal.outbox import RELAY
from shared.journal.relay import Courier
from tests.shared.journal.telling import BODIES, Ear, act, relaying
from tests.telling import PATIENCE, asked

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.ext.asyncio import AsyncEngine

    from tests.database import Database

FEW = 12


async def until(holds: Callable[[], object]) -> None:
    """Return once *holds* is true."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        await asyncio.sleep(0.01)


async def act_often(engine: AsyncEngine, times: int = FEW, *bodies: str) -> None:
    """Let each body act so many times, all bodies at once."""

    async def by_turns(body: str) -> None:
        for number in range(times):
            await act(engine, body, number)

    await asyncio.gather(*(by_turns(body) for body in bodies or BODIES))


async def test_each_body_is_told_in_the_order_of_its_chain(
    database: Database, engine: AsyncEngine
) -> None:
    """While more is written, and across the bounds of what is told at once."""
    ear, many = Ear("risk"), 70  # beyond the 50 that are told under one claim
    async with relaying(database, [ear]):
        await act_often(engine, many)
        await until(lambda: len(ear.heard) >= many * len(BODIES))

    for body in BODIES:
        assert ear.numbers(body) == list(range(many))
        in_order = [message.sequence for message in ear.heard if message.body == body]
        assert in_order == sorted(in_order)
    assert len({message.id for message in ear.heard}) == many * len(BODIES)


async def test_what_was_undone_is_told_to_nobody(database: Database, engine: AsyncEngine) -> None:
    ear = Ear("risk")
    async with relaying(database, [ear]):
        with pytest.raises(LookupError):
            await act(engine, BODIES[0], 1, fails=True)
        await act(engine, BODIES[0], 2)
        await until(lambda: ear.heard)

    assert ear.numbers(BODIES[0]) == [2]
    assert len(await asked(database, "SELECT 1 FROM kpi.outbox")) == 1


async def test_a_listener_that_is_down_is_told_all_of_it_later_and_keeps_nobody_waiting(
    database: Database, engine: AsyncEngine
) -> None:
    down, well = Ear("risk", deaf=True), Ear("kpi")
    async with relaying(database, [down, well]):
        await act_often(engine)
        await until(lambda: len(well.heard) == FEW * len(BODIES))
        await until(lambda: down.tried.total() >= 2)
        assert down.heard == []
        down.deaf = False
        back = time.monotonic()
        await until(lambda: len(down.heard) == FEW * len(BODIES))

    assert time.monotonic() - back < 10  # the promise: within seconds after its return
    for body in BODIES:
        assert down.numbers(body) == [*range(FEW)]


async def test_a_listener_that_is_down_is_not_pestered(
    database: Database, engine: AsyncEngine
) -> None:
    """One body is tried at a time, and ever less often: with 48 events, a few tries in 2 s."""
    down = Ear("risk", deaf=True)
    async with relaying(database, [down]) as relay:
        await act_often(engine)
        for _ in range(20):
            relay.stir()
            await asyncio.sleep(0.1)

    assert 1 <= down.tried.total() <= 8


async def test_an_event_that_is_refused_holds_up_its_own_body_alone(
    database: Database, engine: AsyncEngine
) -> None:
    ear = Ear("risk", refuses=frozenset({BODIES[1]}))
    async with relaying(database, [ear]):
        await act_often(engine)
        await until(lambda: len(ear.heard) == FEW * (len(BODIES) - 1))
        assert ear.numbers(BODIES[1]) == []
        ear.refuses = frozenset()
        await until(lambda: len(ear.heard) == FEW * len(BODIES))

    assert ear.numbers(BODIES[1]) == [*range(FEW)]


async def test_two_relays_tell_each_event_once(database: Database, engine: AsyncEngine) -> None:
    """As of two replicas: what one has claimed, the other leaves to it."""
    one, other = (Ear("risk", takes_s=0.02) for _ in range(2))
    await act_often(engine)
    async with relaying(database, [one]) as first, relaying(database, [other]) as second:
        for relay in (first, second):
            relay.stir()  # else one may be done before the other looks
        await until(lambda: len(one.heard) + len(other.heard) >= FEW * len(BODIES))
        await asyncio.sleep(0.2)

    ids = [message.id for message in (*one.heard, *other.heard)]
    assert len(ids) == len(set(ids)) == FEW * len(BODIES)
    assert one.heard
    assert other.heard


async def test_each_listener_has_a_place_of_its_own(
    database: Database, engine: AsyncEngine
) -> None:
    """One that joins later is told from the beginning of what is still there."""
    first, later = Ear("kpi"), Ear("risk")
    await act_often(engine, 3)
    async with relaying(database, [first]):
        await until(lambda: len(first.heard) == 3 * len(BODIES))
    async with relaying(database, [first, later]):
        await until(lambda: len(later.heard) == 3 * len(BODIES))

    assert len(first.heard) == 3 * len(BODIES)


async def test_the_relay_outlives_a_database_that_was_away(
    database: Database, engine: AsyncEngine
) -> None:
    ear = Ear("risk")
    async with relaying(database, [ear]):
        await act(engine, BODIES[0], 0)
        await until(lambda: ear.heard)
        await asked(
            database,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'quarterday-kpi-relay' AND datname = $1",
            database.name,
        )
        await act(engine, BODIES[0], 1)
        await until(lambda: len(ear.heard) == 2)

    assert ear.numbers(BODIES[0]) == [0, 1]


async def test_a_writer_leaves_nothing_of_the_relays_rights_behind(
    database: Database, engine: AsyncEngine
) -> None:
    """Within its own transaction too, a client sees nothing of what is kept for the relay."""
    from sqlalchemy import text

    from shared.journal.record import Told, record
    from shared.storage.sessions import writing
    from shared.storage.tenancy import Tenancy
    from tests.shared.journal.telling import OFFICER

    own = frozenset({BODIES[0]})
    async with writing(engine, Tenancy(OFFICER.client, own, own)) as tx:
        await record(tx, Told(BODIES[0], "act.done", "acts/1", OFFICER, "x", payload={}))
        seen = await tx.execute(text("SELECT count(*) FROM outbox_ends"))
        assert seen.scalar() == 0
    [kept] = await asked(database, "SELECT client, of_body, sequence FROM kpi.outbox_ends")
    assert tuple(kept) == (RELAY, BODIES[0], 1)


async def test_a_listener_that_refuses_an_event_is_there_again(
    database: Database, engine: AsyncEngine
) -> None:
    """So what it waits next starts from the beginning, though it has heard nothing yet."""
    ear = Ear("risk", deaf=True)
    await act(engine, BODIES[0], 0)
    courier = Courier(engine, ear)
    for _ in range(3):
        await courier.round()
    assert courier._down.failures == 3

    ear.deaf, ear.refuses = False, frozenset(BODIES)
    await courier.round()

    assert ear.heard == []
    assert courier._down.failures == 0
