"""The hour: before it nothing is outside, after it everything, by the database's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import func, select

from shared.publication import (
    Published,
    Release,
    freeze,
    frozen_document,
    published_document,
    published_release,
    published_releases,
    published_rows,
)
from shared.refusals import Conflict
from shared.storage.sessions import reading, writing
from shared.storage.tenancy import Tenancy
from shared.storage.versions import END_OF_TIME
from tests.shared.publication.press import (
    BODY,
    COUNCIL,
    PERIOD,
    SOON,
    TENANCY,
    Press,
    row,
    scorecard,
)

EVERYTHING = """
    SELECT statement_timestamp() AS at,
        (SELECT count(*) FROM published_releases) AS releases,
        (SELECT count(*) FROM frozen_documents) AS documents,
        (SELECT count(*) FROM frozen_rows) AS rows,
        (SELECT count(*) FROM release_endings) AS endings
"""
YEAR = ("2019-20-M01", "2019-20-M12")


async def test_before_the_hour_nothing_after_it_everything(press: Press) -> None:
    """Asked without any WHERE, over and over, across the hour; each time by the clock it saw."""
    documents = [scorecard(), scorecard(period="2019-20-M03")]
    release = await press.schedule(
        timedelta(milliseconds=600), documents=documents, rows=[row(month=m) for m in (1, 2, 3)]
    )
    seen: list[tuple[Any, ...]] = []
    while not seen or seen[-1][0] < release.publish_at + timedelta(milliseconds=50):
        seen.append(tuple(await press.public.row(EVERYTHING)))

    before = [counts for at, *counts in seen if at < release.publish_at]
    after = [counts for at, *counts in seen if at >= release.publish_at]
    assert before
    assert after
    assert all(counts == [0, 0, 0, 0] for counts in before)
    assert all(counts == [1, 2, 3, 0] for counts in after)


async def test_before_the_hour_no_reader_finds_what_it_names(press: Press) -> None:
    """Not by its id, which nobody should know, nor as known at a time to come."""
    release = await press.schedule()
    public = press.public

    for known_at in (None, END_OF_TIME, release.publish_at):
        asked: dict[str, Any] = {"known_at": known_at}
        assert await published_document(public, BODY, "scorecard", PERIOD, **asked) is None
        assert (
            await published_document(
                public, BODY, "scorecard", PERIOD, release=release.id, known_at=known_at
            )
            is None
        )
        assert await published_release(public, BODY, release.id, **asked) is None
        assert await published_releases(public, BODY, limit=10, **asked) == []
        assert (
            await published_rows(
                public, [BODY], [COUNCIL], "council-tax-in-year", YEAR, known_at=known_at
            )
            == []
        )


async def test_after_the_hour_it_is_there_byte_for_byte(press: Press) -> None:
    release = await press.publish()

    found = await published_document(press.public, BODY, "scorecard", PERIOD)

    assert isinstance(found, Published)
    assert found.content == b'{"period":"2019-20-Q1","rows":[{"value":28.1}]}'
    assert (found.release, found.number, found.publish_at) == (release.id, 1, release.publish_at)
    assert found.media_type == "application/json"
    [only] = await published_rows(press.public, [BODY], [COUNCIL], "council-tax-in-year", YEAR)
    assert (only.period, only.document) == ("2019-20-M01", '{"value":28.1}')
    [listed] = await published_releases(press.public, BODY, limit=10)
    assert listed == await published_release(press.public, BODY, release.id)
    assert (listed.id, listed.withdrawn_at, listed.superseded_by) == (release.id, None, None)


async def test_who_may_read_the_body_sees_what_is_to_be_published_and_no_other_reader(
    press: Press,
) -> None:
    release = await press.schedule()
    stranger = Tenancy("stranger", reads=frozenset({COUNCIL}))
    asked = (BODY, release.id, "scorecard", PERIOD)

    async with reading(press.engine, TENANCY) as reader:
        ahead = await frozen_document(reader, *asked)
    async with reading(press.engine, stranger) as reader:
        assert await frozen_document(reader, *asked) is None

    assert ahead is not None
    assert ahead.content == scorecard().content


async def test_no_setting_lets_the_public_role_look_ahead(press: Press) -> None:
    """Whoever could speak SQL as the public role can set what other roles' policies believe."""
    await press.schedule()
    connection = await press.database.address("kpi", "public").connect()
    await connection.execute(f"BEGIN;{TENANCY.as_settings()}")

    seen = await connection.fetchrow(EVERYTHING)

    await connection.close()
    assert list(seen)[1:] == [0, 0, 0, 0]


async def test_an_hour_that_has_passed_is_refused(press: Press) -> None:
    with pytest.raises(Conflict, match="has passed"):
        await press.schedule(timedelta(0))

    assert await press.as_admin("SELECT count(*) FROM published_releases") == 0


@pytest.mark.parametrize("when", ["before it is frozen", "before it is committed"])
async def test_a_freeze_that_straddles_its_hour_keeps_nothing(press: Press, when: str) -> None:
    """It held the body before the hour. Had it been kept, it would have appeared after it."""

    async def dawdle() -> None:
        async with writing(press.engine, TENANCY) as tx:
            at = await press.at(tx)
            release = Release(BODY, uuid4(), "quarter", PERIOD, 1, at + SOON)
            nap = select(func.pg_sleep(SOON.total_seconds() + 0.01))
            if when == "before it is frozen":
                await tx.rows(nap)
            await freeze(tx, release, [scorecard()], [row()], at=at)
            await tx.rows(nap)

    with pytest.raises(Conflict, match="The hour of publication has passed"):
        await dawdle()

    for table in ("published_releases", "frozen_documents", "frozen_rows"):
        assert await press.as_admin(f"SELECT count(*) FROM {table}") == 0


async def test_nothing_is_added_to_a_release_once_it_is_public(press: Press) -> None:
    release = await press.publish()
    runtime = await press.database.address("kpi").connect()
    at = f"'{release.publish_at.isoformat()}', 1"
    for added in (
        f"frozen_documents VALUES ('{BODY}', '{release.id}', 'a', 'b', false, {at}, 't', 'x', 'x')",
        f"frozen_rows VALUES ('{BODY}', '{release.id}', 's', 'i', 'p', false, {at}, 'x', 'x')",
        f"release_endings VALUES ('{BODY}', '{release.id}', {at}, 'cancelled', null, now())",
    ):
        await runtime.execute(f"BEGIN;{TENANCY.as_settings()}")
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await runtime.execute(f"INSERT INTO {added}")
        await runtime.execute("ROLLBACK")
    await runtime.close()


async def test_a_document_has_the_hour_of_its_release_and_no_other(press: Press) -> None:
    """Else one that lies in the past or the future could slip in beside it."""
    release = await press.schedule()
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await press.as_admin(
            f"INSERT INTO frozen_documents VALUES ('{BODY}', '{release.id}', 'scorecard', 'b',"
            " false, '2020-01-01Z', 1, 't', 'x', 'x')"
        )
