from __future__ import annotations

import itertools
from collections.abc import Sequence

from bench.figures import ONE
from bench.replaying import NAMED, Post, fresh_values, posts_per_second
from bench.statements import ONE_FIGURE
from tests.bench.statements import CODE, statements_seen
from tests.database import Database

HEAD = {"previous_sequence", "sequence", "previous_hash", "recorded_at"}
"""What a transaction learns from the chain's head, which it has locked."""

KEPT = ("figure_versions", "submissions", "audit_entries")


async def test_the_bench_sends_what_kpi_sends(database: Database) -> None:
    """If this fails, just `python -m tests.bench.statements --write`, and read the diff."""
    assert await statements_seen(database) == ONE_FIGURE


def test_every_value_that_differs_from_post_to_post_is_known() -> None:
    """And a client, a body or a hash is never sent as it was seen once."""
    texts = [part for each in ONE_FIGURE for part in (each.text, *(each.given or ())) if part]
    named = {name for text in texts for name in NAMED.findall(text)}
    post = Post("b", "i", "p", 1.0, 2.0)

    assert named <= set(fresh_values(post)) | HEAD
    assert {"client", "body", "indicator", "period", "numerator", "hash"} <= named
    assert not [text for text in texts if ONE[0] in text or CODE in text]


async def test_a_bare_post_keeps_what_a_post_keeps(database: Database) -> None:
    """One figure, one submission and one entry for each, chained to the one before."""
    await statements_seen(database)  # the last of four posts; it begins the chain
    before = await counts(database, KEPT)
    where = {"host": database.admin.host, "database": database.name}
    posts = (Post(ONE[0], CODE, f"2020-21-M{n % 12 + 1:02}", n, 100.0) for n in itertools.count())

    rate = await posts_per_second(where, posts, connections=2, seconds=0.3)
    figures, submissions, entries = (
        after - b for after, b in zip(await counts(database, KEPT), before, strict=True)
    )

    assert rate > 0
    assert figures == submissions == entries > 1
    assert await gaps(database) == 0


async def counts(database: Database, tables: Sequence[str]) -> list[int]:
    connection = await database.admin.connect()
    try:
        return [await connection.fetchval(f"SELECT count(*) FROM kpi.{each}") for each in tables]
    finally:
        await connection.close()


async def gaps(database: Database) -> int:
    """Return how many entries name no entry as the one before them; the first aside."""
    connection = await database.admin.connect()
    try:
        found: int = await connection.fetchval(
            """
            SELECT count(*) FROM kpi.audit_entries AS one
            WHERE sequence > 1 AND NOT EXISTS (
                SELECT FROM kpi.audit_entries AS other
                WHERE other.body = one.body AND other.sequence = one.sequence - 1
                  AND other.hash = one.previous_hash)
            """
        )
    finally:
        await connection.close()
    return found
