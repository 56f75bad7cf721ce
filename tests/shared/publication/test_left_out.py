"""What a correction has no more is published no more, though an older release had it."""

from __future__ import annotations

from typing import Any

from shared.publication import (
    Document,
    LeftOut,
    Published,
    Row,
    Tombstone,
    document_by_anyone,
    frozen_document,
    public_contents,
    published_document,
    published_release,
    rows_by_anyone,
)
from shared.storage.sessions import reading
from tests.shared.publication.press import BODY, COUNCIL, PERIOD, TENANCY, Press, row, scorecard

CODE = "council-tax-in-year"
APRIL = "2019-20-M01"
CARD = Document.left_out("scorecard", PERIOD)
LINE = Row.left_out(COUNCIL, CODE, APRIL)


async def leave_out(press: Press, **more: Any) -> Any:
    """Publish a correction that has neither the page nor April's row, and one in their stead."""
    said = {"documents": [CARD, scorecard(9, period="other")], "rows": [LINE, row(9, month=2)]}
    return await press.publish(**(said | {"number": 2} | more))


async def test_the_newest_release_says_that_it_is_there_no_more(press: Press) -> None:
    first = await press.publish()
    second = await leave_out(press)
    asked = (press.public, "scorecard", PERIOD)

    found = await document_by_anyone(*asked)
    assert isinstance(found, LeftOut)
    assert found.release == second.id
    assert await published_document(press.public, BODY, "scorecard", PERIOD) == found
    older = await document_by_anyone(*asked, release=first.id)
    then = await document_by_anyone(*asked, known_at=first.publish_at)
    assert isinstance(older, Published)
    assert isinstance(then, Published)
    assert isinstance(await document_by_anyone(*asked, release=second.id), LeftOut)
    rows = await rows_by_anyone(press.public, COUNCIL, CODE, (APRIL, "2019-20-M12"))
    assert [(each.period, each.is_left_out) for each in rows] == [
        (APRIL, True),
        ("2019-20-M02", False),
    ]


async def test_a_later_release_may_have_it_again(press: Press) -> None:
    await press.publish()
    await leave_out(press)
    third = await press.publish(number=3)

    found = await document_by_anyone(press.public, "scorecard", PERIOD)
    assert isinstance(found, Published)
    assert found.release == third.id
    [line] = await rows_by_anyone(press.public, COUNCIL, CODE, (APRIL, APRIL))
    assert line.document == '{"value":28.1}'


async def test_a_correction_that_left_it_out_leaves_a_tombstone_when_withdrawn(
    press: Press,
) -> None:
    """What it had replaced does not come back."""
    await press.publish()
    second = await leave_out(press)
    await press.withdraw(second.id)

    found = await document_by_anyone(press.public, "scorecard", PERIOD)
    assert isinstance(found, Tombstone)
    [line] = await rows_by_anyone(press.public, COUNCIL, CODE, (APRIL, APRIL))
    assert line.document is None


async def test_the_mark_is_vouched_for_as_a_document_is(press: Press) -> None:
    second = await leave_out(press)
    shown = await published_release(press.public, BODY, second.id)
    assert shown is not None
    manifest = (await public_contents(press.public, shown)).manifest

    assert manifest.hash == shown.manifest_hash
    assert [entry.address for entry in manifest.documents if entry.is_left_out] == [
        ("scorecard", PERIOD)
    ]
    assert [entry.address for entry in manifest.rows if entry.is_left_out] == [
        (COUNCIL, CODE, APRIL)
    ]
    async with reading(press.engine, TENANCY) as reader:
        assert await frozen_document(reader, BODY, second.id, "scorecard", PERIOD) is None
