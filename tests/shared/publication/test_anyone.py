"""What was published is found by what it speaks of, whoever published it."""

from __future__ import annotations

from typing import Any

import pytest

from shared.publication import Published, Tombstone, anyone, document_by_anyone, rows_by_anyone
from shared.storage.versions import END_OF_TIME
from tests.shared.publication.press import COUNCIL, PERIOD, Press, row, scorecard

MONTHS = ("2019-20-M01", "2019-20-M12")
MANY = 3_000


async def value(press: Press, **query: Any) -> str | None:
    found = await document_by_anyone(press.public, "scorecard", PERIOD, **query)
    return found.content.decode() if isinstance(found, Published) else None


async def test_the_newest_hour_wins_and_then_the_higher_number(press: Press) -> None:
    first = await press.publish(documents=[scorecard(1)])
    second = await press.publish(documents=[scorecard(2)])
    await press.schedule(documents=[scorecard(3)])

    assert '"value":2' in str(await value(press))
    assert '"value":1' in str(await value(press, release=first.id))
    assert '"value":1' in str(await value(press, known_at=first.publish_at))
    assert '"value":2' in str(await value(press, known_at=second.publish_at))


async def test_a_withdrawn_one_is_a_tombstone_and_its_rows_are_empty(press: Press) -> None:
    release = await press.publish(rows=[row(28.1, month=1), row(28.2, month=2)])
    await press.publish(documents=[], rows=[row(28.3, month=2)])
    await press.withdraw(release.id)
    rows = await rows_by_anyone(press.public, COUNCIL, "council-tax-in-year", MONTHS)

    found = await document_by_anyone(press.public, "scorecard", PERIOD)
    assert isinstance(found, Tombstone)
    assert found.reason == "A wrong debit"
    assert [(each.period, each.document) for each in rows] == [
        ("2019-20-M01", None),
        ("2019-20-M02", '{"value":28.3}'),
    ]


async def test_rows_of_one_release_alone_can_be_asked_for(press: Press) -> None:
    first = await press.publish(rows=[row(1)])
    await press.publish(rows=[row(2)])
    asked = (press.public, COUNCIL, "council-tax-in-year", MONTHS)

    [newest] = await rows_by_anyone(*asked)
    [older] = await rows_by_anyone(*asked, release=first.id)
    assert (newest.document, older.document) == ('{"value":2}', '{"value":1}')


@pytest.mark.parametrize("question", ["document", "rows"])
async def test_it_is_found_by_one_index_however_much_is_frozen(press: Press, question: str) -> None:
    others = [scorecard(n, period=f"other-{n}") for n in range(MANY)]
    rows = [row(n, subject=f"other-{n}") for n in range(MANY)]
    await press.publish(documents=[scorecard(), *others], rows=[row(), *rows])
    await press.as_admin(
        "ANALYZE frozen_documents, frozen_rows, published_releases, release_endings"
    )
    statement, index, values = {
        "document": (
            anyone._NEWEST,
            "Index Scan Backward using ix_frozen_documents_by_anyone",
            ("scorecard", PERIOD, END_OF_TIME),
        ),
        "rows": (
            anyone._ROWS,
            "using ix_frozen_rows_by_anyone",
            (COUNCIL, "council-tax-in-year", *MONTHS, END_OF_TIME, None),
        ),
    }[question]
    public = await press.database.address("kpi", "public").connect()
    plan = await public.fetch(f"EXPLAIN {statement}", *values)
    await public.close()
    said = "\n".join(line[0] for line in plan)

    assert index in said
    assert "Seq Scan on frozen" not in said
