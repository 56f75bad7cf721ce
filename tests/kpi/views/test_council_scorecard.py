"""A council's scorecard through the gateway: what each field of a row says, worked by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.suite import Suite

COUNCIL = "E07000132"
CODE = "council-tax-in-year"
# Seed 000, Hinckley & Bosworth 2019/20.
PROFILE = [11.0, 20.3, 29.4, 38.6, 47.8, 57.2, 66.4, 75.7, 84.7, 93.8, 96.2, 98.1]
DAYS: dict[str, Any] = {
    "unit": "days",
    "polarity": "lower",
    "accumulation": "average",
    "denominator_is_debit": False,
}
COUNT: dict[str, Any] = {"unit": "count", "accumulation": "count", "denominator_is_debit": False}


async def council_tax(suite: Suite) -> None:
    """November and December 2019, and December 2018, against the seed's profile."""
    await suite.define_indicator()
    await suite.set_target(COUNCIL, annual=98.1, profile=PROFILE)
    debit = 67_210_000
    await suite.figure(COUNCIL, period="2018-19-M09", numerator=55_440_000, denominator=66_000_000)
    await suite.figure(COUNCIL, period="2019-20-M08", numerator=50_407_500, denominator=debit)
    await suite.figure(COUNCIL, period="2019-20-M09", numerator=56_658_030, denominator=debit)


async def days(suite: Suite, *months: tuple[int, int]) -> None:
    """Days and claims of each month from April 2019, against a profile of 18, 20, 22, 19 ..."""
    await suite.define_indicator("new-claims-days", **DAYS)
    profile = [18, 20, 22] + [19] * 9
    await suite.set_target(COUNCIL, "new-claims-days", annual=19, profile=profile)
    for number, (total, claims) in enumerate(months, start=1):
        period = f"2019-20-M{number:02d}"
        await suite.figure(COUNCIL, "new-claims-days", period, numerator=total, denominator=claims)


def of(row: dict[str, Any], *fields: str) -> list[Any]:
    return [row[field] for field in fields]


async def test_a_month_stands_against_its_own_profile_in_points_and_pounds(suite: Suite) -> None:
    await council_tax(suite)
    row = await suite.scorecard_row(COUNCIL, period="2019-20-M09")

    assert row["value"] == 84.3  # 100 x 56,658,030 / 67,210,000
    assert of(row, "numerator", "denominator") == [56_658_030, 67_210_000]
    assert of(row, "profile", "variance") == [84.7, -0.4]
    assert row["variance_gbp"] == -268_840  # -0.4 / 100 x 67,210,000
    assert row["rag"] == "amber"  # missed by 0.4, no more than 0.5
    assert of(row, "target", "target_status", "target_source") == [98.1, "confirmed", "own"]
    assert of(row, "basis", "approval") == ["components", "submitted"]
    assert of(row, "ytd_value", "ytd_profile", "ytd_rag") == [84.3, 84.7, "amber"]


async def test_a_month_stands_beside_last_years_and_the_month_before(suite: Suite) -> None:
    await council_tax(suite)
    december = await suite.scorecard_row(COUNCIL, period="2019-20-M09")
    november = await suite.scorecard_row(COUNCIL, period="2019-20-M08")

    # 100 x 55,440,000 / 66,000,000
    assert december["same_period_last_year"] == {"period": "2018-19-M09", "value": 84}
    assert december["direction"] == "better"  # 84.3 where it was 84.0 a year before
    assert november["same_period_last_year"] is None
    assert november["direction"] is None
    # 75.0 against 75.7 misses by 0.7.
    assert of(november, "value", "rag") == [75, "red"]


async def test_a_cumulative_quarter_is_its_last_month_and_a_year_waits_for_march(
    suite: Suite,
) -> None:
    await council_tax(suite)
    quarter = await suite.scorecard_row(COUNCIL, period="2019-20-Q3")
    year = await suite.scorecard_row(COUNCIL, period="2019/20")

    assert of(quarter, "period", "value", "profile", "rag") == ["2019-20-Q3", 84.3, 84.7, "amber"]
    assert quarter["same_period_last_year"] == {"period": "2018-19-Q3", "value": 84}
    assert of(year, "period", "value", "profile", "rag") == ["2019-20", None, 98.1, "grey"]
    assert [lack["code"] for lack in year["missing"]] == ["no_figure"]
    assert "2019-20-M12" in year["missing"][0]["detail"]
    assert of(year, "variance", "variance_gbp", "approval") == [None, None, "none"]


async def test_an_average_is_rated_by_month_and_from_april(suite: Suite) -> None:
    await days(suite, (1_700, 100), (1_500, 60))
    may = await suite.scorecard_row(COUNCIL, "new-claims-days", period="2019-20-M02")

    assert of(may, "value", "profile", "rag") == [25, 20, "red"]  # 1,500 / 60
    assert may["direction"] == "worse"  # 25 days after 17
    assert may["ytd_value"] == 20  # (1,700 + 1,500) / (100 + 60)
    assert may["ytd_profile"] == 19  # the mean of 18 and 20
    assert may["ytd_rag"] == "amber"  # missed by 1.0, all of the tolerance
    assert may["variance_gbp"] is None


async def test_an_averages_quarter_pools_its_months_and_waits_for_all_of_them(
    suite: Suite,
) -> None:
    await days(suite, (1_700, 100), (1_500, 60), (1_200, 80))
    first = await suite.scorecard_row(COUNCIL, "new-claims-days", period="2019-20-Q1")
    second = await suite.scorecard_row(COUNCIL, "new-claims-days", period="2019-20-Q2")

    assert first["value"] == 18.333333  # 4,400 / 240; the mean of 17, 25 and 15 would be 19
    assert of(first, "profile", "rag") == [20, "green"]  # the mean of 18, 20 and 22
    assert second["value"] is None
    assert "2019-20-M04 to 2019-20-M06" in second["missing"][0]["detail"]


async def test_counts_add_up(suite: Suite) -> None:
    await suite.define_indicator("fraud", **COUNT)
    await suite.set_target(COUNCIL, "fraud", annual=6, profile=[0.5] * 12)
    for number, count in enumerate((1, 0, 2), start=1):
        await suite.figure(COUNCIL, "fraud", f"2019-20-M{number:02d}", numerator=count)

    may = await suite.scorecard_row(COUNCIL, "fraud", period="2019-20-M02")
    quarter = await suite.scorecard_row(COUNCIL, "fraud", period="2019-20-Q1")
    year = await suite.scorecard_row(COUNCIL, "fraud", period="2019-20")

    assert of(may, "value", "rag") == [0, "red"]  # none against 0.5, and a count has no tolerance
    assert of(may, "ytd_value", "ytd_profile", "ytd_rag") == [1, 1, "green"]
    assert of(quarter, "value", "profile", "rag") == [3, 1.5, "green"]
    assert of(year, "value", "profile") == [None, 6]


@pytest.mark.parametrize(
    "target",
    [
        {"status": "tbc", "annual": 98.1, "profile": PROFILE},
        {"status": "narrative", "narrative": "60 - 40 split", "annual": None, "profile": None},
        {"status": "not_applicable", "annual": None, "profile": None},
    ],
)
async def test_against_a_target_that_is_none_nothing_is_rated(
    suite: Suite, target: dict[str, Any]
) -> None:
    await suite.define_indicator()
    await suite.set_target(COUNCIL, **target)
    await suite.figure(COUNCIL, numerator=1, denominator=100)
    row = await suite.scorecard_row(COUNCIL)

    assert of(row, "rag", "ytd_rag") == ["none", "none"]
    assert of(row, "target_status", "target_source") == [target["status"], "own"]
    assert row["value"] == 1


async def test_a_target_of_another_tolerance_is_rated_by_it(suite: Suite) -> None:
    await suite.define_indicator()
    # 1 percent of 84.7 is 0.847; 0.7 is missed.
    relative = {"kind": "relative", "amount": 1}
    await suite.set_target(COUNCIL, annual=98.1, profile=PROFILE, tolerance=relative)
    await suite.figure(COUNCIL, numerator=84, denominator=100)

    assert (await suite.scorecard_row(COUNCIL))["rag"] == "amber"


async def test_an_estimate_says_so(suite: Suite) -> None:
    await suite.define_indicator()
    await suite.figure(COUNCIL, numerator=84, denominator=100, status="estimated")

    assert [flag["code"] for flag in (await suite.scorecard_row(COUNCIL))["flags"]] == ["estimated"]


async def test_a_series_says_of_each_month_what_its_scorecard_says(suite: Suite) -> None:
    await council_tax(suite)
    answer = await suite.http.get(
        f"/v1/kpi/bodies/{COUNCIL}/series/{CODE}",
        params={"year": "2019/20"},
        headers=await suite.officer(COUNCIL),
    )
    rows = answer.json()["rows"]

    assert [row["value"] for row in rows] == [None] * 7 + [75, 84.3] + [None] * 3
    assert [row["profile"] for row in rows] == PROFILE
    assert rows[7] == await suite.scorecard_row(COUNCIL, period="2019-20-M08")
    assert rows[8] == await suite.scorecard_row(COUNCIL, period="2019-20-M09")
