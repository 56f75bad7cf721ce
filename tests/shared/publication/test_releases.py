"""Which release wins, what a correction replaces, and what is left of one that has ended."""

from __future__ import annotations

from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import func, select

from shared.publication import (
    Published,
    Tombstone,
    cancel,
    published_document,
    published_release,
    published_releases,
    published_rows,
)
from shared.refusals import Conflict, NotFound
from shared.storage.sessions import writing
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

YEAR = ("2019-20-M01", "2019-20-M12")


async def shown(press: Press, **asked: object) -> bytes | str | None:
    """Return what the scorecard says, or why it was withdrawn."""
    found = await published_document(press.public, BODY, "scorecard", PERIOD, **asked)  # type: ignore[arg-type]  # release or known_at
    match found:
        case Published(content=content):
            return content.partition(b'"value":')[2].rstrip(b"}]")
        case Tombstone(reason=reason):
            return reason
        case _:
            return None


async def values(press: Press) -> list[str | None]:
    """Return what the rows of the year say."""
    rows = await published_rows(press.public, [BODY], [COUNCIL], "council-tax-in-year", YEAR)
    return [each.document for each in rows]


async def test_the_newest_public_release_wins_and_older_ones_can_be_asked_for(
    press: Press,
) -> None:
    first = await press.publish()
    second = await press.publish(
        documents=[scorecard(28.2)], rows=[row(28.2), row(9.0, month=2)], number=2
    )

    assert await shown(press) == b"28.2"
    assert await shown(press, release=first.id) == b"28.1"
    assert await shown(press, known_at=first.publish_at) == b"28.1"
    assert await shown(press, known_at=second.publish_at) == b"28.2"
    before = first.publish_at - timedelta(microseconds=1)
    assert await shown(press, known_at=before) is None
    assert await shown(press, release=second.id, known_at=first.publish_at) is None
    assert await values(press) == ['{"value":28.2}', '{"value":9}']


async def test_of_two_with_one_hour_the_higher_number_wins(press: Press) -> None:
    hour = await press.now() + SOON
    for number, value in ((2, 28.2), (1, 28.1)):
        await press.schedule(publish_at=hour, number=number, documents=[scorecard(value)])
    await press.wait(hour)

    assert await shown(press) == b"28.2"


async def test_a_correction_is_unheard_of_before_its_hour(press: Press) -> None:
    first = await press.publish()
    second = await press.schedule(timedelta(seconds=1), number=2, supersedes=first.id)

    told = await published_release(press.public, BODY, first.id)
    assert told is not None
    assert told.superseded_by is None
    await press.wait(second.publish_at)
    told = await published_release(press.public, BODY, first.id)
    assert told is not None
    assert told.superseded_by == second.id
    then = await published_release(press.public, BODY, first.id, known_at=first.publish_at)
    assert then is not None
    assert then.superseded_by is None


async def test_releases_are_listed_newest_first_page_by_page(press: Press) -> None:
    hour = await press.now() + SOON
    made = [
        await press.schedule(
            publish_at=hour + timedelta(milliseconds=n), number=n, period="2019-20"
        )
        for n in (1, 2, 3)
    ]
    await press.wait(made[-1].publish_at)

    first = await published_releases(press.public, BODY, limit=2)
    last = (first[-1].publish_at, first[-1].id)
    second = await published_releases(press.public, BODY, limit=2, after=last)

    assert [each.number for each in first] == [3, 2]
    assert [each.number for each in second] == [1]


async def test_what_is_cancelled_was_never_there(press: Press) -> None:
    old = await press.publish()
    release = await press.schedule(
        timedelta(seconds=2, milliseconds=500), number=2, documents=[scorecard(1)], rows=[row(1)]
    )
    await press.cancel(release.id)
    await press.wait(release.publish_at)

    assert await shown(press) == b"28.1"
    assert await shown(press, release=release.id) is None
    assert await values(press) == ['{"value":28.1}']
    assert await published_release(press.public, BODY, release.id) is None
    assert [each.id for each in await published_releases(press.public, BODY, limit=9)] == [old.id]


async def test_sql_as_the_public_role_finds_no_cancellation(press: Press) -> None:
    """Nor when its hour has passed: a mark alone, which leads to no release and no body."""
    release = await press.schedule(timedelta(seconds=2.5))
    await press.cancel(release.id)
    before = await press.public.rows("SELECT mark FROM cancellation_marks")
    await press.wait(release.publish_at)
    for table in ("published_releases", "release_endings", "frozen_documents", "frozen_rows"):
        assert await press.public.rows(f"SELECT * FROM {table}") == []
    marks = await press.public.rows("SELECT mark FROM cancellation_marks")

    assert before == []
    assert len(marks) == 1
    assert release.id.bytes not in marks[0]["mark"]
    for column in ("body", "publish_at"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await press.public.rows(f"SELECT {column} FROM cancellation_marks")


async def test_a_cancellation_without_its_mark_is_refused(press: Press) -> None:
    """As the code before the marks would do it: what it cancels would come out at its hour."""
    release = await press.schedule()
    runtime = await press.database.address("kpi").connect()
    await runtime.execute(f"BEGIN; {TENANCY.as_settings()}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="release_endings_hour"):
        await runtime.execute(
            "INSERT INTO release_endings VALUES ($1, $2, $3, 1, 'cancelled', null, now())",
            *(BODY, release.id, release.publish_at),
        )
    await runtime.close()


async def test_a_cancellation_comes_a_second_before_the_hour_or_not_at_all(press: Press) -> None:
    near = await press.schedule(timedelta(milliseconds=900))
    with pytest.raises(Conflict, match="less than a second away"):
        await press.cancel(near.id)
    await press.wait(near.publish_at)
    with pytest.raises(Conflict, match="Withdraw the release"):
        await press.cancel(near.id)

    assert await shown(press) == b"28.1"


async def test_a_cancellation_that_straddles_its_last_chance_is_not_kept(press: Press) -> None:
    """Whoever read the release meanwhile would see it taken back without a trace."""
    release = await press.schedule(timedelta(seconds=2))

    async def dawdle() -> None:
        async with writing(press.engine, TENANCY) as tx:
            await cancel(tx, BODY, release.id, at=await press.at(tx))
            await tx.rows(select(func.pg_sleep(1.2)))

    with pytest.raises(Conflict, match="less than a second away"):
        await dawdle()

    await press.wait(release.publish_at)
    assert await shown(press) == b"28.1"


async def test_what_is_withdrawn_leaves_a_tombstone_and_nothing_it_said(press: Press) -> None:
    await press.publish()
    second = await press.publish(number=2, documents=[scorecard(28.2)], rows=[row(28.2)])
    await press.withdraw(second.id, "A wrong debit")

    tombstone = await published_document(press.public, BODY, "scorecard", PERIOD)
    assert isinstance(tombstone, Tombstone)
    assert (tombstone.release, tombstone.reason) == (second.id, "A wrong debit")
    assert tombstone.withdrawn_at > second.publish_at
    assert await shown(press, release=second.id) == "A wrong debit"
    assert await shown(press, known_at=second.publish_at) == "A wrong debit"
    assert await values(press) == [None]  # and not 28.1, which it had replaced
    told = await published_release(press.public, BODY, second.id)
    assert told is not None
    assert told.reason == "A wrong debit"
    for table, column in (("frozen_documents", "content"), ("frozen_rows", "document")):
        every = await press.public.rows(
            f"SELECT release, {column} AS said, sha256, withdrawn FROM {table}"
        )
        mine = [each for each in every if each["release"] == second.id]
        assert [(e["said"], e["sha256"], e["withdrawn"]) for e in mine] == [(None, None, True)]


async def test_a_correction_goes_before_a_tombstone_and_is_untouched_by_an_older_one(
    press: Press,
) -> None:
    first = await press.publish()
    await press.publish(number=2, documents=[scorecard(28.2)], rows=[row(28.2)])
    await press.withdraw(first.id)

    assert await shown(press) == b"28.2"
    assert await values(press) == ['{"value":28.2}']


async def test_only_what_is_public_is_withdrawn_and_once(press: Press) -> None:
    release = await press.schedule(SOON)
    with pytest.raises(Conflict, match="Cancel it instead"):
        await press.withdraw(release.id)
    await press.wait(release.publish_at)
    await press.withdraw(release.id)
    with pytest.raises(Conflict, match="withdrawn already"):
        await press.withdraw(release.id)


async def test_another_bodys_release_is_not_there_to_be_ended(press: Press) -> None:
    release = await press.schedule()
    await press.as_admin("UPDATE chain_heads SET body = 'E07000131'")  # whoever that is
    async with writing(press.engine, TENANCY) as tx:
        at = await press.at(tx)
        for body in ("E07000131", "nowhere"):
            with pytest.raises(NotFound):
                await cancel(tx, body, release.id, at=at)
