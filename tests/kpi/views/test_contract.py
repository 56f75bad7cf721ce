"""What dashboards are built on: every field, constant columns, tags, and who may see what."""

from __future__ import annotations

import csv
import io
from typing import Any

import httpx
import pytest

from tests.suite import Suite

COUNCIL, OTHER = "E07000132", "E07000131"
TOGETHER = "leicestershire"
CODE = "council-tax-in-year"
# By hand from the description of the API: "every field from the first day, null until built".
ROW = """
    indicator title unit decimals polarity accumulation period value numerator denominator basis
    profile variance variance_gbp rag ytd_value ytd_profile ytd_rag target target_status
    target_source forecast same_period_last_year direction commentary approval flags missing
    as_published_in
""".split()  # noqa: SIM905 - as a list literal it would take a line for each
SCORECARD = """
    body body_name period period_start period_end view known_at settled rows members
""".split()  # noqa: SIM905 - as a list literal it would take a line for each
SERIES = "body indicator year view known_at settled rows".split()  # noqa: SIM905 - as above
# The same in CSV: the body first, and what is nested spread out. Power BI holds us to the order.
COLUMNS = """
    body body_name indicator title unit decimals polarity accumulation period value numerator
    denominator basis profile variance variance_gbp rag ytd_value ytd_profile ytd_rag target
    target_status target_source forecast_value forecast_low forecast_high forecast_method
    forecast_status forecast_reason same_period_last_year_period same_period_last_year_value
    direction commentary_cause commentary_action commentary_owner_role approval flags missing
    as_published_in
""".split()  # noqa: SIM905 - as a list literal it would take a line for each


async def get(suite: Suite, path: str, headers: dict[str, str], **query: Any) -> httpx.Response:
    return await suite.http.get(f"/v1/kpi/bodies/{path}", params=query, headers=headers)


@pytest.fixture
async def december(suite: Suite) -> Suite:
    """One member's December 2019 with its target; the other member has nothing."""
    await suite.define_indicator()
    await suite.define_partnership(TOGETHER, OTHER, COUNCIL)
    await suite.set_target(COUNCIL)
    await suite.figure(COUNCIL, numerator=843, denominator=1_000)
    return suite


async def scorecard(
    suite: Suite, body: str = COUNCIL, period: str = "2019-20-M09", **query: Any
) -> httpx.Response:
    return await get(suite, f"{body}/scorecard", await suite.officer(body), period=period, **query)


@pytest.mark.parametrize("body", [COUNCIL, TOGETHER])
@pytest.mark.parametrize("period", ["2019-20-M09", "2019-20-Q3", "2019-20", "2018-19-M01"])
async def test_every_field_is_in_every_row_of_a_scorecard(
    december: Suite, body: str, period: str
) -> None:
    card = (await scorecard(december, body, period)).json()

    assert set(SCORECARD) <= card.keys()
    assert [list(row) for row in card["rows"]] == [ROW] * len(card["rows"])
    assert len(card["rows"]) == (0 if period == "2018-19-M01" else 1)
    for member in card["members"]:
        assert set(member) == {"body", "body_name", "rows"}
        assert all(list(row) == ROW for row in member["rows"])
    assert len(card["members"]) == (2 if body == TOGETHER else 0)


async def test_every_field_is_in_every_row_of_a_series(december: Suite) -> None:
    where = f"{COUNCIL}/series/{CODE}"
    answer = await get(december, where, await december.officer(COUNCIL), year="2019-20")

    series = answer.json()
    assert set(SERIES) <= series.keys()
    assert [list(row) for row in series["rows"]] == [ROW] * 12


async def test_what_is_not_built_yet_is_there_and_null(december: Suite) -> None:
    [row] = (await scorecard(december)).json()["rows"]

    assert {row[field] for field in ("forecast", "commentary", "as_published_in")} == {None}


async def test_a_scorecard_says_which_days_it_speaks_of(december: Suite) -> None:
    card = (await scorecard(december, period="2019/20 Q3")).json()

    assert (card["period"], card["view"]) == ("2019-20-Q3", "working")
    assert (card["period_start"], card["period_end"]) == ("2019-10-01", "2019-12-31")
    assert card["body_name"] == "Hinckley and Bosworth Borough Council"
    assert (card["known_at"], card["settled"]) == (None, True)


async def test_nothing_is_published(december: Suite) -> None:
    working = await scorecard(december, view="working")
    published = await scorecard(december, view="published")
    series = await get(
        december,
        f"{COUNCIL}/series/{CODE}",
        await december.officer(COUNCIL),
        year="2019-20",
        view="published",
    )

    assert working.content == (await scorecard(december)).content
    assert (published.status_code, series.status_code) == (404, 404)
    assert "843" not in published.text + series.text


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"period": "Dec-16"}, "period"),
        ({"view": "draft"}, "view"),
        ({"known_at": "2090-01-01T00:00:00Z"}, "known_at"),
        ({"colour": "red"}, "colour"),
        ({"format": "pdf"}, "format"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused_by_its_parameter(
    suite: Suite, query: dict[str, Any], parameter: str
) -> None:
    answer = await scorecard(suite, **query)

    assert answer.status_code == 422
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]


async def test_a_scorecard_without_a_period_is_refused(suite: Suite) -> None:
    answer = await get(suite, f"{COUNCIL}/scorecard", await suite.officer(COUNCIL))

    assert answer.status_code == 422


@pytest.mark.parametrize("body", [COUNCIL, TOGETHER, "E07999999", "nowhere"])
async def test_anothers_scorecard_looks_like_one_that_is_not_there(
    december: Suite, body: str
) -> None:
    headers = await december.officer("E07000075")
    answer = await get(december, f"{body}/scorecard", headers, period="2019-20-M09")
    series = await get(december, f"{body}/series/{CODE}", headers, year="2019-20")

    assert (answer.status_code, series.status_code) == (404, 404)
    assert answer.json()["detail"] == series.json()["detail"]
    assert answer.json()["detail"] == "Nothing is published here, or you may not read it."


async def test_a_working_scorecard_needs_a_key_that_reads(december: Suite) -> None:
    where = f"{COUNCIL}/scorecard"
    asked = {"period": "2019-20-M09", "view": "working"}
    nobody = await get(december, where, {}, **asked)
    submitter = await december.key(kpi_submit=[COUNCIL])
    not_a_reader = await get(december, where, submitter, **asked)

    assert (nobody.status_code, not_a_reader.status_code) == (401, 403)


async def test_a_scorecard_that_did_not_change_is_not_sent_again(december: Suite) -> None:
    first = await scorecard(december)
    headers = await december.officer(COUNCIL) | {"If-None-Match": first.headers["etag"]}
    where = f"{COUNCIL}/scorecard"

    again = await get(december, where, headers, period="2019-20-M09")
    other = await get(december, where, headers, period="2019-20-M08")
    await december.figure(COUNCIL, numerator=850, denominator=1_000, reason="Late receipts")
    changed = await get(december, where, headers, period="2019-20-M09")

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert (other.status_code, changed.status_code) == (200, 200)
    assert first.headers["cache-control"] == "private, no-store"


async def test_a_stranger_with_the_tag_learns_nothing(december: Suite) -> None:
    tag = (await scorecard(december)).headers["etag"]
    stranger = await december.officer("E07000075") | {"If-None-Match": tag}
    answer = await get(december, f"{COUNCIL}/scorecard", stranger, period="2019-20-M09")

    assert answer.status_code == 404


@pytest.mark.parametrize("period", ["2019-20-M09", "2019-20-M10", "2018-19"])
async def test_a_scorecard_as_csv_has_the_same_columns_whatever_is_in_it(
    december: Suite, period: str
) -> None:
    answer = await scorecard(december, TOGETHER, period, format="csv")

    header, *rows = csv.reader(io.StringIO(answer.text))
    assert header == COLUMNS
    assert [row[0] for row in rows] == ([] if period == "2018-19" else [TOGETHER, OTHER, COUNCIL])
    assert answer.headers["content-type"].startswith("text/csv")


async def test_a_csv_row_says_what_the_json_row_says(december: Suite) -> None:
    headers = await december.officer(COUNCIL) | {"Accept": "text/csv"}
    answer = await get(december, f"{COUNCIL}/scorecard", headers, period="2019-20-M09")

    [row] = csv.DictReader(io.StringIO(answer.text))
    # 98.0 x 9 / 12 = 73.5 was to be collected by December; 843 of 1,000 is 84.3.
    assert (row["value"], row["profile"], row["variance"]) == ("84.3", "73.5", "10.8")
    assert (row["rag"], row["variance_gbp"]) == ("green", "108")  # 10.8 % of 1,000
    assert (row["forecast_value"], row["commentary_cause"], row["missing"]) == ("", "", "")
    assert row["body_name"] == "Hinckley and Bosworth Borough Council"


async def test_a_series_as_csv_has_the_columns_of_a_scorecard(december: Suite) -> None:
    where = f"{COUNCIL}/series/{CODE}"
    headers = await december.officer(COUNCIL)
    answer = await get(december, where, headers, year="2019-20", format="csv")

    header, *rows = csv.reader(io.StringIO(answer.text))
    assert header == COLUMNS
    assert [row[COLUMNS.index("period")] for row in rows] == [
        f"2019-20-M{month:02d}" for month in range(1, 13)
    ]
