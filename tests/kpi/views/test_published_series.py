"""The published series: each period as its newest public release had it."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from tests.kpi.views.test_contract import COLUMNS, ROW, SERIES
from tests.publishing import Edition, publish, schedule, take_back
from tests.suite import Suite

COUNCIL, OTHER = "E07000132", "E07000131"
TOGETHER = "leicestershire"
CODE = "council-tax-in-year"
MONTHS = [f"2019-20-M{month:02d}" for month in range(1, 13)]
Q1 = ["2019-20-Q1", *MONTHS[:3]]


async def series(
    suite: Suite, body: str = COUNCIL, headers: dict[str, str] | None = None, **query: Any
) -> httpx.Response:
    at = f"/v1/kpi/bodies/{body}/series/{CODE}"
    return await suite.http.get(at, params={"year": "2019-20"} | query, headers=headers)


def values(answer: httpx.Response) -> dict[str, Any]:
    """Return what is known of each period: a value, or why there is none."""
    assert answer.status_code == 200, answer.text
    return {
        row["period"]: row["value"] if row["value"] is not None else row["missing"][0]["code"]
        for row in answer.json()["rows"]
    }


@pytest.fixture
async def spring(suite: Suite) -> Suite:
    """10, 20 and 30 % by the end of April, May and June, and 40 % by July's."""
    await suite.define_indicator()
    await suite.define_partnership(TOGETHER, OTHER, COUNCIL)
    for body in (COUNCIL, OTHER):
        for place, period in enumerate(MONTHS[:4], 1):
            await suite.figure(body, period=period, numerator=100 * place, denominator=1_000)
    return suite


async def test_each_month_stands_as_its_newest_release_had_it(spring: Suite) -> None:
    """A correction of May changes May alone; July is scheduled, and nowhere yet."""
    await publish(spring, Edition(TOGETHER, Q1, (TOGETHER, COUNCIL)))
    await spring.figure(
        COUNCIL, period=MONTHS[1], numerator=210, denominator=1_000, reason="Late receipts"
    )
    correction = await publish(spring, Edition(COUNCIL, [MONTHS[1]]))
    await schedule(spring, Edition(COUNCIL, [MONTHS[3]]))
    answer = await series(spring)

    later = dict.fromkeys(MONTHS[3:], "not_published")
    assert values(answer) == {MONTHS[0]: 10, MONTHS[1]: 21, MONTHS[2]: 30} | later
    said = answer.json()
    assert set(SERIES) <= said.keys()
    assert (said["view"], said["settled"], said["known_at"]) == ("published", True, None)
    assert said["body_name"] == "Hinckley and Bosworth Borough Council"
    assert said["method"]["rounding"]
    assert [sorted(row) for row in said["rows"]] == [sorted(ROW)] * 12
    assert said["rows"][1]["as_published_in"] == str(correction.id)
    assert answer.headers["cache-control"] == "public, no-cache"


async def test_a_partnerships_series_has_the_name_it_was_published_under(spring: Suite) -> None:
    await publish(spring, Edition(TOGETHER, Q1))

    assert (await series(spring, TOGETHER)).json()["body_name"] == "Leicestershire"


async def test_a_quarter_is_there_if_it_was_published(spring: Suite) -> None:
    await publish(spring, Edition(COUNCIL, Q1))
    by_quarter = values(await series(spring, by="quarter"))

    assert by_quarter == {"2019-20-Q1": 30} | dict.fromkeys(
        ("2019-20-Q2", "2019-20-Q3", "2019-20-Q4"), "not_published"
    )
    assert values(await series(spring, by="year")) == {"2019-20": "not_published"}


async def test_what_was_withdrawn_is_missing(spring: Suite) -> None:
    await publish(spring, Edition(COUNCIL, Q1))
    april = await publish(spring, Edition(COUNCIL, [MONTHS[0]], number=2))
    await take_back(spring, april)
    said = values(await series(spring))

    assert (said[MONTHS[0]], said[MONTHS[1]]) == ("withdrawn", 20)


async def test_a_series_of_which_all_was_withdrawn_says_so(spring: Suite) -> None:
    release = await publish(spring, Edition(COUNCIL, Q1))
    await take_back(spring, release, "The debit was last year's.")
    answer = await series(spring)

    assert answer.status_code == 404
    assert answer.json()["code"] == "withdrawn"
    assert answer.json()["reason"] == "The debit was last year's."


async def test_an_older_series_is_asked_for_by_instant_or_release(spring: Suite) -> None:
    first = await publish(spring, Edition(COUNCIL, Q1))
    await spring.figure(
        COUNCIL, period=MONTHS[1], numerator=210, denominator=1_000, reason="Late receipts"
    )
    await publish(spring, Edition(COUNCIL, Q1, number=2, supersedes=first.id))

    assert values(await series(spring))[MONTHS[1]] == 21
    assert values(await series(spring, release=first.id))[MONTHS[1]] == 20
    then = await series(spring, known_at=first.publish_at.isoformat())
    assert values(then)[MONTHS[1]] == 20
    assert then.json()["known_at"] == first.publish_at.isoformat().replace("+00:00", "Z")


async def test_nothing_is_told_of_what_is_not_public(spring: Suite) -> None:
    before = await series(spring, headers={"X-Request-Id": "same"})
    await schedule(spring, Edition(COUNCIL, Q1))
    after = await series(spring, headers={"X-Request-Id": "same"})

    assert (before.status_code, after.status_code) == (404, 404)
    assert before.content == after.content


async def test_a_reader_gets_the_working_series(spring: Suite) -> None:
    await publish(spring, Edition(COUNCIL, Q1))
    reader = await spring.key(kpi_read=[COUNCIL])

    assert values(await series(spring, headers=reader))[MONTHS[3]] == 40
    published = await series(spring, headers=reader, view="published")
    assert values(published)[MONTHS[3]] == "not_published"


async def test_it_is_a_table_too(spring: Suite) -> None:
    await publish(spring, Edition(COUNCIL, Q1))
    header, *rows = csv.reader(io.StringIO((await series(spring, format="csv")).text))

    assert header == COLUMNS
    assert [row[header.index("value")] for row in rows] == ["10", "20", "30", *[""] * 9]
    assert rows[3][header.index("missing")] == "not_published"


async def test_what_was_frozen_before_a_field_came_has_it_as_null(spring: Suite) -> None:
    """So a client finds every field in every row, however old; and the table its columns."""
    await publish(spring, Edition(COUNCIL, Q1))
    admin = await spring.database.admin.connect()
    await admin.execute(
        "UPDATE kpi.frozen_rows SET document = (document::jsonb - 'forecast')::text"
    )
    await admin.close()
    said = (await series(spring)).json()

    assert [sorted(row) for row in said["rows"]] == [sorted(ROW)] * 12
    assert said["rows"][0]["forecast"] is None
    table = await series(spring, format="csv")
    assert next(csv.reader(io.StringIO(table.text))) == COLUMNS
