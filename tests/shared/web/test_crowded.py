"""A service whose connections are all in use, or whose database has the last word."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from shared.storage import engine
from tests.database import Database
from tests.shared import desk as house
from tests.shared.desk import BODY, CANARY, Desk

WAITING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND state = 'idle in transaction' AND backend_xid IS NOT NULL"
)
AT_COMMIT = """
CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{canary}' USING ERRCODE = '{state}'; END $$;
CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON kpi.audit_entries
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.refuse()
"""


async def test_a_pool_in_use_is_503_and_health_needs_no_place_in_it(database: Database) -> None:
    async with house.opened(database, pool=3) as desk:
        desk.api.state.gate.clear()
        # The claim of each holds a connection.
        holders = [asyncio.create_task(desk.note(key=f"k-{n}")) for n in range(3)]
        await _until(desk, f"{WAITING} HAVING count(*) = 3")
        crowded, ready, alive = await asyncio.gather(
            desk.note(key="k-3"), desk.http.get("/readyz"), desk.http.get("/livez")
        )
        desk.api.state.gate.set()

        assert [(await holder).status_code for holder in holders] == [201] * 3
        assert (await desk.note()).status_code == 201
    assert crowded.status_code == 503
    assert int(crowded.headers["retry-after"]) > 0
    assert (ready.status_code, alive.status_code) == (200, 200)


async def test_a_body_that_is_held_is_503_although_a_key_in_flight_is_409(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same SQLSTATE, 55P03: only around the claim does it mean a twin."""
    monkeypatch.setattr(engine, "_LOCK_TIMEOUT_MS", 500)
    async with house.opened(database) as desk:
        await desk.note()
        admin = await database.admin.connect()
        async with admin.transaction():
            await admin.execute("SELECT FROM kpi.chain_heads WHERE body = $1 FOR UPDATE", BODY)
            held = await desk.note(key="k-1")
        await admin.close()
        again = await desk.note(key="k-1")

    assert (held.status_code, held.json()["code"]) == (503, "unavailable")
    assert int(held.headers["retry-after"]) > 0
    assert again.status_code == 201
    assert "idempotent-replayed" not in again.headers


async def test_a_body_is_waited_for_longer_than_a_twin_is(desk: Desk) -> None:
    """The claim's 200 ms end with the claim."""
    await desk.note()
    admin = await desk.database.admin.connect()
    async with admin.transaction():
        await admin.execute("SELECT FROM kpi.chain_heads WHERE body = $1 FOR UPDATE", BODY)
        waiting = asyncio.create_task(desk.note(key="k-1"))
        await asyncio.sleep(0.6)
    await admin.close()

    assert (await waiting).status_code == 201


@pytest.mark.parametrize(
    ("state", "status"), [("23505", 409), ("23514", 409), ("40001", 503), ("XX000", 500)]
)
async def test_what_fails_at_the_commit_was_never_acknowledged(
    desk: Desk, state: str, status: int
) -> None:
    """A dependency that commits when it is left does so after the answer, which was 201."""
    await desk.note()
    admin = await desk.database.admin.connect()
    await admin.execute(AT_COMMIT.format(canary=CANARY, state=state))
    await admin.close()
    answer = await desk.note(key="k-1")
    kept = await desk.asked_of_database("SELECT count(*) FROM kpi.idempotency_keys")

    assert answer.status_code == status, answer.text
    assert CANARY not in answer.text
    assert (await desk.notes(), kept) == (1, 0)


async def test_what_is_acknowledged_is_there_for_others_at_that_very_moment(desk: Desk) -> None:
    """Asked of another connection when the answer's head is sent, before a byte reached anyone."""
    seen: list[int] = []
    app = desk.app

    async def watching(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.append(await desk.notes())
            await send(message)

        await app(scope, receive, send_on)

    desk.http = httpx.AsyncClient(
        transport=httpx.ASGITransport(watching), base_url="http://desk.example"
    )
    async with desk.http:
        answer = await desk.note()

    assert (answer.status_code, seen) == (201, [1])


async def _until(desk: Desk, question: str) -> None:
    for _ in range(100):
        if await desk.asked_of_database(question):
            return
        await asyncio.sleep(0.05)
    pytest.fail("nobody waits")
