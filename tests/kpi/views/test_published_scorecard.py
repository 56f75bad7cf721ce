"""The published scorecard: the frozen bytes, for anyone; the working one for who may read it."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import Any

import httpx
import pytest

from tests.kpi.views.test_contract import COLUMNS
from tests.publishing import Edition, call_off, publish, schedule, take_back
from tests.suite import Suite

COUNCIL, OTHER, STRANGER = "E07000132", "E07000131", "E07000075"
TOGETHER = "leicestershire"
PERIOD = "2019-20-M09"
NOTHING = "Nothing is published here, or you may not read it."


async def card(
    suite: Suite, body: str = COUNCIL, headers: dict[str, str] | None = None, **query: Any
) -> httpx.Response:
    """Ask for a scorecard as nobody in particular, unless *headers* say who asks."""
    return await suite.http.get(
        f"/v1/kpi/bodies/{body}/scorecard", params={"period": PERIOD} | query, headers=headers
    )


def value(answer: httpx.Response) -> Any:
    assert answer.status_code == 200, answer.text
    [row] = answer.json()["rows"]
    return row["value"]


@pytest.fixture
async def december(suite: Suite) -> Suite:
    """84.3 % in Hinckley and 85.1 % in Harborough, together 84.7 %: worked on, not published."""
    await suite.define_indicator()
    await suite.define_partnership(TOGETHER, OTHER, COUNCIL)
    for body, receipts in ((COUNCIL, 843), (OTHER, 851)):
        await suite.figure(body, period=PERIOD, numerator=receipts, denominator=1_000)
    return suite


async def restate(suite: Suite, receipts: int) -> None:
    await suite.figure(
        COUNCIL, period=PERIOD, numerator=receipts, denominator=1_000, reason="Late receipts"
    )


async def test_anyone_reads_the_bytes_that_were_frozen(december: Suite) -> None:
    release = await publish(december, Edition(COUNCIL, [PERIOD]))
    await restate(december, 860)
    answer = await card(december)

    assert value(answer) == 84.3
    assert answer.json()["view"] == "published"
    assert answer.json()["rows"][0]["as_published_in"] == str(release.id)
    admin = await december.database.admin.connect()
    content = await admin.fetchval(
        "SELECT content FROM kpi.frozen_documents WHERE key LIKE 'E%' AND kind = 'scorecard'"
    )
    await admin.close()
    assert answer.content == content
    assert answer.headers["etag"] == f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    assert answer.headers["cache-control"] == "public, no-cache"
    assert answer.headers["vary"] == "Accept"


async def test_who_has_it_is_told_so(december: Suite) -> None:
    await publish(december, Edition(COUNCIL, [PERIOD]))
    tag = (await card(december)).headers["etag"]
    again = await card(december, headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "public, no-cache"


async def test_a_reader_of_the_body_gets_the_working_view_unless_he_asks(december: Suite) -> None:
    await publish(december, Edition(TOGETHER, [PERIOD], (TOGETHER, COUNCIL)))
    await restate(december, 860)
    for body in (COUNCIL, TOGETHER):
        reader = await december.key(kpi_read=[body])
        for headers, query, expected in (
            (reader, {}, ("working", 86.0)),
            (reader, {"view": "working"}, ("working", 86.0)),
            (reader, {"view": "published"}, ("published", 84.3)),
            (await december.key(kpi_read=[STRANGER]), {}, ("published", 84.3)),
            (await december.key(risk_read=[COUNCIL]), {}, ("published", 84.3)),
            ({}, {}, ("published", 84.3)),
        ):
            answer = await card(december, COUNCIL, headers, **query)
            assert (answer.json()["view"], value(answer)) == expected

    working = await card(december, headers=await december.key(kpi_read=[COUNCIL]))
    assert working.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize("periods", [[PERIOD], ["2019-20-M08"]])
async def test_the_working_view_is_for_those_who_may_read_the_body(
    december: Suite, periods: list[str]
) -> None:
    """And the answer does not tell whether it is published."""
    await publish(december, Edition(COUNCIL, periods))
    statuses = [
        (await card(december, headers=headers, view="working")).status_code
        for headers in (
            {},
            await december.key(kpi_submit=[COUNCIL]),
            await december.key(kpi_read=[STRANGER]),
            await december.key(kpi_read=[COUNCIL]),
        )
    ]

    assert statuses == [401, 403, 404, 200]


async def test_a_partnership_publishes_its_members_too(december: Suite) -> None:
    """A council's scorecard is found by whom it speaks of, not by who published it."""
    await publish(december, Edition(TOGETHER, [PERIOD], (TOGETHER, COUNCIL)))

    assert value(await card(december, TOGETHER)) == 84.7  # (843 + 851) / 2,000
    assert value(await card(december, COUNCIL)) == 84.3
    assert (await card(december, OTHER)).status_code == 404  # it was no part of the release


async def test_the_newest_public_release_wins_whoever_published_it(december: Suite) -> None:
    first = await publish(december, Edition(TOGETHER, [PERIOD], (COUNCIL,)))
    await restate(december, 850)
    second = await publish(december, Edition(COUNCIL, [PERIOD]))
    await restate(december, 860)
    await schedule(december, Edition(TOGETHER, [PERIOD], (COUNCIL,), number=2))

    assert value(await card(december)) == 85.0
    assert value(await card(december, release=first.id)) == 84.3
    assert value(await card(december, release=second.id)) == 85.0
    assert value(await card(december, known_at=first.publish_at.isoformat())) == 84.3
    reader = await december.key(kpi_read=[COUNCIL])
    assert value(await card(december, headers=reader, release=first.id)) == 84.3


async def test_nothing_is_told_of_what_is_not_public(december: Suite) -> None:
    """What is drafted, scheduled or cancelled, of another period, of nobody: the same bytes."""
    scheduled, _ = await schedule(december, Edition(COUNCIL, [PERIOD]))
    cancelled, _ = await schedule(december, Edition(OTHER, [PERIOD]))
    await call_off(december, cancelled)
    same = {"headers": {"X-Request-Id": "same"}}
    told = []
    for body, query in (
        (COUNCIL, {}),
        (COUNCIL, {"release": scheduled.id}),
        (COUNCIL, {"release": "2f0c8c0a-8a5c-4d5e-9d3c-0d6c7d1f8a11"}),
        (COUNCIL, {"format": "csv"}),
        (COUNCIL, {"known_at": "2020-01-01T00:00:00Z"}),
        (COUNCIL, {"view": "published"}),
        (OTHER, {}),
        (STRANGER, {}),
        ("nobody", {}),
    ):
        answer = await card(december, body, **same, **query)
        assert answer.status_code == 404
        told.append({**answer.json(), "instance": ""})

    assert [each["detail"] for each in told] == [NOTHING] * len(told)
    assert all(each == told[0] for each in told)


async def test_what_was_withdrawn_says_when_and_why(december: Suite) -> None:
    """And what it had replaced does not come forth from behind it."""
    await publish(december, Edition(COUNCIL, [PERIOD]))
    await restate(december, 850)
    release = await publish(december, Edition(COUNCIL, [PERIOD], number=2))
    await take_back(december, release, "The debit was last year's.")
    answer = await card(december)

    assert answer.status_code == 404
    problem = answer.json()
    assert (problem["code"], problem["reason"]) == ("withdrawn", "The debit was last year's.")
    assert problem["publication"] == str(release.id)
    assert problem["withdrawn_at"] > release.publish_at.isoformat()[:10]
    assert "85" not in problem["detail"]
    assert (await december.http.get(problem["type"])).status_code == 200


async def test_a_correction_goes_before_what_was_withdrawn(december: Suite) -> None:
    release = await publish(december, Edition(COUNCIL, [PERIOD]))
    await take_back(december, release)
    await restate(december, 850)
    await publish(december, Edition(COUNCIL, [PERIOD], number=2, supersedes=release.id))

    assert value(await card(december)) == 85.0


async def test_it_is_a_table_too(december: Suite) -> None:
    await publish(december, Edition(TOGETHER, [PERIOD]))
    answer = await card(december, TOGETHER, format="csv")

    header, *rows = csv.reader(io.StringIO(answer.text))
    assert header == COLUMNS
    assert [(row[0], row[header.index("value")]) for row in rows] == [
        (TOGETHER, "84.7"),
        (OTHER, "85.1"),
        (COUNCIL, "84.3"),
    ]
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["cache-control"] == "public, no-cache"
    assert answer.headers["etag"] != (await card(december, TOGETHER)).headers["etag"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"known_at": "2090-01-01T00:00:00Z"}, "known_at"),
        ({"release": "1; DROP TABLE frozen_documents"}, "release"),
        ({"release": "2f0c8c0a-8a5c-4d5e-9d3c-0d6c7d1f8a11", "view": "working"}, "release"),
        ({"period": "Dec-16"}, "period"),
        ({"view": "draft"}, "view"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused_by_its_parameter(
    suite: Suite, query: dict[str, Any], parameter: str
) -> None:
    answer = await card(suite, **query)

    assert answer.status_code == 422
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]


async def test_a_stranger_reads_no_working_table(december: Suite) -> None:
    """The published view of a caller without a right asks the public role alone."""
    await publish(december, Edition(COUNCIL, [PERIOD]))
    admin = await december.database.admin.connect()
    working = (
        "FROM pg_stat_activity WHERE application_name = 'quarterday-kpi'"
        " AND datname = current_database()"  # the relay, which no request is, has its own name
    )
    try:
        await admin.execute(f"SELECT pg_terminate_backend(pid, 5000) {working}")
        assert value(await card(december)) == 84.3
        assert (await card(december, OTHER)).status_code == 404
        assert await admin.fetchval(f"SELECT count(*) {working}") == 0
        await card(december, headers=await december.key(kpi_read=[COUNCIL]))
        assert await admin.fetchval(f"SELECT count(*) {working}") == 1
    finally:
        await admin.close()
