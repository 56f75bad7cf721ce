"""A published scorecard is one statement, served by one index, however much is frozen."""

from __future__ import annotations

from typing import Any

from shared.publication import Published, published_document, reading
from shared.storage.versions import END_OF_TIME
from tests.shared.publication.press import BODY, PERIOD, Press, row, scorecard

MANY = 3_000
OFTEN = 8


async def published_among_many(press: Press) -> None:
    others = [scorecard(n, period=f"other-{n}") for n in range(MANY)]
    await press.publish(documents=[scorecard(), *others], rows=[row()])
    await press.publish(documents=[scorecard(28.2)], rows=[row()], number=2)
    await press.as_admin("ANALYZE frozen_documents, published_releases, release_endings")


async def test_the_newest_is_found_by_its_key_and_the_rest_is_left_alone(press: Press) -> None:
    await published_among_many(press)
    public = await press.database.address("kpi", "public").connect()

    plan = await public.fetch(
        "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) " + reading._NEWEST,
        *(BODY, "scorecard", PERIOD, END_OF_TIME),
    )

    await public.close()
    said = "\n".join(line[0] for line in plan)
    assert "Index Scan Backward using ix_frozen_documents_newest" in said
    assert "Seq Scan on frozen_documents" not in said
    assert "Sort" not in said.replace("Incremental Sort", "Sort")


async def test_a_read_is_one_statement_and_nothing_around_it(press: Press) -> None:
    await press.publish()
    sent: list[Any] = []

    async def read() -> None:
        found = await published_document(press.public, BODY, "scorecard", PERIOD)
        assert isinstance(found, Published)

    await read()
    connection = await press.public._lent()
    connection.add_query_logger(lambda told: sent.append(told.query))
    await press.public._pool.release(connection)
    for _ in range(3):
        await read()

    assert sent == [reading._NEWEST] * 3


async def test_a_plan_kept_by_the_connection_still_looks_at_the_clock(press: Press) -> None:
    """After five executions PostgreSQL may keep a plan; the hour must not be kept in it."""
    release = await press.schedule(documents=[scorecard()])
    asked = (BODY, "scorecard", PERIOD)
    connection = await press.database.address("kpi", "public").connect()
    prepared = await connection.prepare(reading._NEWEST)
    for _ in range(OFTEN):
        assert await prepared.fetchrow(*asked, END_OF_TIME) is None
    second = await press.publish(number=2)
    for _ in range(OFTEN):
        found = await prepared.fetchrow(*asked, END_OF_TIME)
        assert found["release"] == second.id != release.id
    await connection.close()
