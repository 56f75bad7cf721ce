"""What repeats another release is shown while that one stands, and proved by its hash later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from shared.publication import (
    Document,
    Published,
    Release,
    Row,
    Tombstone,
    check_public,
    documents_of_kind,
    frozen_document,
    public_contents,
    published_document,
    published_release,
    verify_release,
)
from shared.storage.sessions import reading
from tests.shared.publication.press import BODY, PERIOD, TENANCY, Press, row, scorecard

OLD_WORDS = "28.1 was said before"


def repeating(first: Release) -> Document:
    return Document.of("changes", PERIOD, {"before": OLD_WORDS}, quotes=first.id)


async def correct(press: Press, first: Release, **more: Any) -> Release:
    """Freeze a correction that repeats the first release, a day before it is public if `ahead`."""
    said = {"documents": [scorecard(28.2), repeating(first)], "rows": [row(28.2)]}
    named: dict[str, Any] = said | {"number": 2, "supersedes": first.id} | more
    return await (press.schedule if "ahead" in more else press.publish)(**named)


async def changes(press: Press, release: UUID) -> Published | Tombstone | None:
    found = await published_document(press.public, BODY, "changes", PERIOD, release=release)
    assert isinstance(found, Published | Tombstone | None)
    return found


async def everything(press: Press) -> str:
    """Return all that the public role can be made to tell of documents and rows."""
    documents = await press.public.rows("SELECT * FROM frozen_documents")
    rows = await press.public.rows("SELECT * FROM frozen_rows")
    return str([dict(each) for each in (*documents, *rows)])


async def test_it_is_shown_while_what_it_repeats_stands(press: Press) -> None:
    first = await press.publish()
    second = await correct(press, first)
    found = await changes(press, second.id)

    assert isinstance(found, Published)
    assert OLD_WORDS in found.content.decode()


@pytest.mark.parametrize("order", ["before its hour", "after its hour"])
async def test_it_ends_with_the_release_that_it_repeats(press: Press, order: str) -> None:
    """Whether that one is withdrawn before the correction is public or after."""
    first = await press.publish()
    if order == "before its hour":
        second = await correct(press, first, ahead=timedelta(seconds=1))
        await press.withdraw(first.id)
        await press.wait(second.publish_at)
    else:
        second = await correct(press, first)
        await press.withdraw(first.id, "A wrong debit")
    found = await changes(press, second.id)
    card = await published_document(press.public, BODY, "scorecard", PERIOD)

    assert isinstance(found, Tombstone)
    assert (found.release, found.reason) == (first.id, "A wrong debit")
    assert isinstance(card, Published)
    assert card.release == second.id
    assert await documents_of_kind(press.public, BODY, [second.id], "changes") == {}
    assert OLD_WORDS not in await everything(press)


async def test_what_ended_so_can_still_be_verified_by_anyone(press: Press) -> None:
    first = await press.publish()
    second = await correct(press, first)
    before = await published_release(press.public, BODY, second.id)
    await press.withdraw(first.id)
    shown = await published_release(press.public, BODY, second.id)
    assert before is not None
    assert shown is not None
    contents = await public_contents(press.public, shown)

    assert shown.manifest_hash == before.manifest_hash == contents.manifest.hash
    assert await check_public(press.public, shown, contents) == []
    assert ("changes", PERIOD) in [entry.address for entry in contents.manifest.documents]
    async with reading(press.engine, TENANCY) as reader:
        anew: list[Document | Row] = [scorecard(28.2), repeating(first), row(28.2)]
        assert (await verify_release(reader, BODY, second.id, anew)).holds


async def test_who_may_see_it_early_sees_no_more_of_it_either(press: Press) -> None:
    first = await press.publish()
    second = await correct(press, first, ahead=timedelta(days=1))
    asked = (BODY, second.id, "changes", PERIOD)
    async with reading(press.engine, TENANCY) as reader:
        assert await frozen_document(reader, *asked) is not None
    await press.withdraw(first.id)
    async with reading(press.engine, TENANCY) as reader:
        assert await frozen_document(reader, *asked) is None


async def test_the_mark_betrays_nothing_of_what_was_cancelled_or_waits(press: Press) -> None:
    first = await press.publish()
    soon = await correct(press, first, ahead=timedelta(seconds=1, milliseconds=400))
    waits = await correct(press, first, ahead=timedelta(days=1), number=3)
    await press.cancel(soon.id)
    await press.withdraw(first.id)
    await press.wait(soon.publish_at)

    told = await everything(press)
    assert str(soon.id) not in told
    assert str(waits.id) not in told
    assert await changes(press, soon.id) is None


async def test_withdrawn_itself_it_is_a_tombstone_of_its_own(press: Press) -> None:
    first = await press.publish()
    second = await correct(press, first)
    await press.withdraw(second.id, "The second too")
    alone = await changes(press, second.id)
    await press.withdraw(first.id)
    both = await changes(press, second.id)
    shown = await published_release(press.public, BODY, second.id)
    assert shown is not None

    for found in (alone, both):
        assert isinstance(found, Tombstone)
        assert (found.release, found.reason) == (second.id, "The second too")
    assert (await public_contents(press.public, shown)).manifest.documents == ()
