"""Figures as they are listed: the newest of each, its history, as known, in pages, as CSV."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import httpx
import pytest
from python_calamine import load_workbook

from tests.suite import Suite

COUNCIL = "E07000132"
PATH = f"/v1/kpi/bodies/{COUNCIL}/figures"
COLUMNS = [  # by hand: additive only within /v1, so this order never changes
    "body",
    "indicator",
    "period",
    "period_start",
    "period_end",
    "numerator",
    "denominator",
    "value",
    "basis",
    "status",
    "reason",
    "explanation",
    "source_system",
    "source_revision",
    "extracted_at",
    "submission",
    "recorded_at",
]


async def read(suite: Suite, **query: Any) -> httpx.Response:
    answer = await suite.http.get(PATH, params=query, headers=await suite.officer(COUNCIL))
    assert answer.status_code == 200, answer.text
    return answer


async def items(suite: Suite, **query: Any) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await read(suite, **query)).json()["items"]
    return listed


@pytest.fixture
async def three_months(suite: Suite) -> Suite:
    """Two months of council tax, the first restated, and one of NNDR."""
    await suite.define_indicator()
    await suite.define_indicator("nndr-in-year")
    of_1000: dict[str, Any] = {"denominator": 1_000}
    await suite.figure(COUNCIL, period="2019-20-M01", numerator=110, **of_1000)
    await suite.figure(COUNCIL, period="2019-20-M02", numerator=203, **of_1000)
    await suite.figure(COUNCIL, "nndr-in-year", "2019-20-M01", numerator=90, **of_1000)
    await suite.figure(
        COUNCIL, period="2019-20-M01", numerator=111, reason="=Late receipts", **of_1000
    )
    return suite


async def test_figures_are_listed_in_their_newest_version(three_months: Suite) -> None:
    listed = await items(three_months)

    assert [(one["indicator"], one["period"], one["numerator"]) for one in listed] == [
        ("council-tax-in-year", "2019-20-M01", 111),
        ("council-tax-in-year", "2019-20-M02", 203),
        ("nndr-in-year", "2019-20-M01", 90),
    ]
    april = listed[0]
    assert (april["period_start"], april["period_end"]) == ("2019-04-01", "2019-04-30")
    assert (april["value"], april["basis"], april["status"]) == (11.1, "components", "final")
    assert list(april) == COLUMNS


async def test_history_has_every_version_oldest_first(three_months: Suite) -> None:
    history = await items(
        three_months, history="true", indicator="council-tax-in-year", period="2019/20 M01"
    )

    assert [(one["numerator"], one["reason"]) for one in history] == [
        (110, None),
        (111, "=Late receipts"),
    ]
    assert history[0]["recorded_at"] < history[1]["recorded_at"]


async def test_history_as_known_before_a_restatement_lacks_it(three_months: Suite) -> None:
    first, _ = await items(three_months, history="true", period="2019-20-M01", limit=2)
    then = first["recorded_at"]

    assert [one["numerator"] for one in await items(three_months, known_at=then)] == [110]
    assert await items(three_months, history="true", known_at=then) == [first]
    assert await items(three_months, known_at="2020-01-01T00:00:00Z") == []


async def test_figures_are_chosen_by_indicator_and_period(three_months: Suite) -> None:
    of_april = await items(three_months, period="2019-20-M01")
    of_nndr = await items(three_months, indicator="nndr-in-year")

    assert [one["numerator"] for one in of_april] == [111, 90]
    assert [one["numerator"] for one in of_nndr] == [90]
    assert await items(three_months, indicator="no-such-thing") == []


@pytest.mark.parametrize(
    ("history", "expected"), [("false", [111, 203, 90]), ("true", [110, 111, 203, 90])]
)
async def test_every_figure_is_on_one_page_however_short_they_are(
    three_months: Suite, history: str, expected: list[int]
) -> None:
    query: dict[str, Any] = {"limit": 1, "history": history}
    seen, links = [], []
    while query.get("cursor", "") is not None:
        answer = await read(three_months, **query)
        seen += [one["numerator"] for one in answer.json()["items"]]
        links.append("link" in answer.headers)
        query["cursor"] = answer.json()["next_cursor"]

    assert seen == expected
    assert links == [True] * (len(expected) - 1) + [False]


async def test_figures_as_csv_have_constant_columns_and_harmless_text(
    three_months: Suite,
) -> None:
    answer = await read(three_months, format="csv")

    assert answer.headers["content-type"].startswith("text/csv")
    header, april, *_ = csv.reader(io.StringIO(answer.text))
    assert header == COLUMNS
    told = dict(zip(header, april, strict=True))
    assert told["period_start"] == "2019-04-01"
    assert (told["numerator"], told["value"]) == ("111", "11.1")
    assert told["reason"] == "'=Late receipts"  # a spreadsheet would run it as a formula
    assert told["explanation"] == ""


async def test_figures_as_a_workbook_are_typed(three_months: Suite) -> None:
    """Read by another reader: numbers are numbers, days are days, and a text is what was said."""
    answer = await read(three_months, format="xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    header, april, *rest = book.get_sheet_by_index(0).to_python()

    assert header == COLUMNS
    assert len(rest) == 2
    told = dict(zip(COLUMNS, april, strict=True))
    assert told["period_start"] == date(2019, 4, 1)
    assert (told["numerator"], told["denominator"], told["value"]) == (111.0, 1000.0, 11.1)
    assert told["reason"] == "=Late receipts"


async def test_csv_goes_on_where_json_does(three_months: Suite) -> None:
    first = await read(three_months, format="csv", limit=2)
    link = first.headers["link"]
    assert link.endswith('; rel="next"')
    rest = await three_months.http.get(
        link[1 : link.index(">")], headers=await three_months.officer(COUNCIL)
    )

    assert len(list(csv.DictReader(io.StringIO(first.text)))) == 2
    [last] = csv.DictReader(io.StringIO(rest.text))
    assert last["indicator"] == "nndr-in-year"


async def test_what_did_not_change_is_not_sent_again(three_months: Suite) -> None:
    headers = await three_months.officer(COUNCIL)
    first = await read(three_months)
    again = await three_months.http.get(
        PATH, headers=headers | {"If-None-Match": first.headers["etag"]}
    )
    await three_months.figure(COUNCIL, period="2019-20-M03", numerator=294, denominator=1_000)
    changed = await three_months.http.get(
        PATH, headers=headers | {"If-None-Match": first.headers["etag"]}
    )

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200
    assert first.headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": 0}, None),
        ({"limit": 1_001}, None),
        ({"cursor": "nonsense"}, "bad_cursor"),
        ({"colour": "red"}, "unknown_parameter"),
        ({"period": "Dec-16"}, None),
        ({"known_at": "2020-02-03T06:00:00"}, None),  # no offset
        ({"known_at": "2090-02-03T06:00:00Z"}, "future_instant"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused_by_its_parameter(
    suite: Suite, query: dict[str, Any], code: str | None
) -> None:
    answer = await suite.http.get(PATH, params=query, headers=await suite.officer(COUNCIL))

    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert fault["parameter"] in query
    assert code is None or fault["code"] == code


async def test_a_large_amount_is_listed_as_it_was_sent(suite: Suite) -> None:
    await suite.define_indicator(
        unit="gbp", accumulation="count", frequency="quarterly", denominator_is_debit=False
    )
    await suite.figure(COUNCIL, period="2019-20-Q3", numerator=1234567890.12)

    [figure] = await items(suite)
    assert (figure["numerator"], figure["value"]) == (1234567890.12, 1234567890.12)
