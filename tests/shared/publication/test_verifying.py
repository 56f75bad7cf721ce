"""`verify` finds what was changed behind everybody's back, and says where."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from shared.publication import (
    Difference,
    Document,
    Finding,
    Row,
    Verdict,
    published_release,
    verify_release,
)
from shared.publication.verifying import differences
from shared.refusals import NotFound
from shared.storage.sessions import reading
from tests.shared.publication.press import BODY, COUNCIL, PERIOD, TENANCY, Press, row, scorecard

PICTURE = Document("picture", "trend", b"\x89PNG", "image/png")
RELEASED = [scorecard(28.1), PICTURE]
ROWS = [row(28.1)]
CARD = ("scorecard", PERIOD)


async def verdict(press: Press, release: Any, *recomputed: Document | Row) -> Verdict:
    async with reading(press.engine, TENANCY) as reader:
        return await verify_release(
            reader, BODY, release, recomputed or [*reversed(RELEASED), *ROWS]
        )


async def test_what_is_untouched_holds_and_its_hash_is_the_one_published(press: Press) -> None:
    release = await press.publish(documents=RELEASED, rows=ROWS)

    found = await verdict(press, release.id)

    assert found.holds
    told = await published_release(press.public, BODY, release.id)
    assert told is not None
    assert found.manifest_hash == told.manifest_hash


async def test_one_digit_changed_in_the_database_is_found(press: Press) -> None:
    release = await press.schedule(documents=RELEASED, rows=ROWS)
    await press.as_admin(
        "UPDATE frozen_documents SET content = replace(convert_from(content, 'UTF8'), '28.1',"
        " '28.2')::bytea WHERE kind = 'scorecard'"
    )

    assert (await verdict(press, release.id)).findings == (
        Finding("content_changed", CARD),
        Finding("recomputed_differs", CARD, (Difference("/rows/0/value", "28.2", "28.1"),)),
    )


async def test_a_digit_changed_together_with_its_hash_is_found_too(press: Press) -> None:
    release = await press.schedule(documents=RELEASED, rows=ROWS)
    await press.as_admin(
        """UPDATE frozen_rows SET document = '{"value":28.2}',"""
        """ sha256 = encode(sha256('{"value":28.2}'), 'hex')"""
    )

    address = (COUNCIL, "council-tax-in-year", "2019-20-M01")
    assert (await verdict(press, release.id)).findings == (
        Finding("manifest_changed"),
        Finding("recomputed_differs", address, (Difference("/value", "28.2", "28.1"),)),
    )


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM frozen_documents WHERE kind = 'picture'",
        "UPDATE published_releases SET period = '2019-20-Q2'",
        "UPDATE published_releases SET manifest_hash = 'x'",
        "UPDATE frozen_documents SET key = 'another' WHERE kind = 'picture'",
    ],
)
async def test_a_part_or_a_name_that_changed_changes_the_manifest(
    press: Press, change: str
) -> None:
    release = await press.schedule(documents=RELEASED, rows=ROWS)
    await press.as_admin(change)

    assert Finding("manifest_changed") in (await verdict(press, release.id)).findings


async def test_versions_that_say_something_else_are_told_by_place(press: Press) -> None:
    release = await press.schedule(documents=RELEASED, rows=ROWS)
    others = [scorecard(28.3), Document("picture", "trend", b"other", "image/png")]

    found = await verdict(press, release.id, *others, row(28.1, month=2))

    assert found.findings == (
        Finding("recomputed_differs", ("picture", "trend")),
        Finding("recomputed_differs", CARD, (Difference("/rows/0/value", "28.1", "28.3"),)),
        Finding("not_recomputed", (COUNCIL, "council-tax-in-year", "2019-20-M01")),
        Finding("not_frozen", (COUNCIL, "council-tax-in-year", "2019-20-M02")),
    )


async def test_what_other_code_composed_is_compared_in_its_own_fields(press: Press) -> None:
    """A field more, one filled in since, and a part that was not there yet are no faults."""
    release = await press.schedule(documents=RELEASED, rows=ROWS)
    anew = {"period": PERIOD, "rows": [{"value": 28.1, "trend": 2, "forecast": {"value": 1}}]}
    later: list[Document | Row] = [Document.of(*CARD, anew), PICTURE, *ROWS, row(1.0, month=2)]
    async with reading(press.engine, TENANCY) as reader:
        asked = (reader, BODY, release.id)
        found = await verify_release(*asked, later, but_for={"trend", "forecast"})
        named = await verify_release(*asked, later, but_for={"trend"})
        lost = await verify_release(*asked, later[:1], but_for={"trend", "forecast"})
        other: list[Document | Row] = [
            later[0],
            Document("picture", "trend", b"other", "image/png"),
            row(28.2),
        ]
        changed = await verify_release(*asked, other, but_for={"trend", "forecast"})

    assert found.holds
    filled = Difference("/rows/0/forecast", None, {"value": 1})
    assert named.findings == (Finding("recomputed_differs", CARD, (filled,)),)
    assert [(one.code, one.address) for one in lost.findings] == [
        ("not_recomputed", ("picture", "trend")),
        ("not_recomputed", (COUNCIL, "council-tax-in-year", "2019-20-M01")),
    ]
    assert changed.findings == (
        Finding("recomputed_differs", ("picture", "trend")),
        Finding(
            "recomputed_differs",
            (COUNCIL, "council-tax-in-year", "2019-20-M01"),
            (Difference("/value", "28.1", "28.2"),),
        ),
    )


async def test_a_withdrawn_release_can_still_be_verified(press: Press) -> None:
    release = await press.publish(documents=RELEASED, rows=ROWS)
    await press.withdraw(release.id)

    assert (await verdict(press, release.id)).holds


async def test_a_release_that_is_not_there_is_not_found(press: Press) -> None:
    with pytest.raises(NotFound):
        await verdict(press, uuid4())


def test_places_are_named_by_json_pointers() -> None:
    one = {"a/b": 1, "c~d": [1, {"e": None}], "same": True, "f": 1}
    other = {"a/b": 2, "c~d": [1, {"e": 0}, 3], "same": True, "f": True}

    assert list(differences(one, other)) == [
        Difference("/a~1b", 1, 2),
        Difference("/c~0d/1/e", None, 0),
        Difference("/c~0d/2", None, 3),
        Difference("/f", 1, True),  # noqa: FBT003 - the document's value
    ]
    assert list(differences([1], [1])) == []
