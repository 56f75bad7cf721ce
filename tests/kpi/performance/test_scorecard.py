"""A scorecard's row: what each of its fields says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.contracts.kpi.indicators import Indicator
from shared.contracts.kpi.performance import PeriodValue, ScorecardRow
from shared.contracts.kpi.vocabulary import Direction, Rag
from tests.kpi.performance.makers import (
    CALLS,
    COUNCIL_TAX,
    FRAUD,
    HINCKLEY,
    NEW_CLAIMS,
    figure,
    indicator,
    known,
    level,
    reasons,
    row,
    target,
)


def collected(receipts: str | int, debit: str | int = 100) -> ScorecardRow:
    """December's row, against a profile of 84.7."""
    evidence = known(
        [figure(HINCKLEY, COUNCIL_TAX, "M09", receipts, debit)],
        [target(HINCKLEY, COUNCIL_TAX, "98.1", profile=level("84.7"))],
    )
    return row(evidence, COUNCIL_TAX, "M09")


def test_every_field_of_the_contract_is_there() -> None:
    of_december = collected(84)

    assert set(of_december.model_dump()) == set(ScorecardRow.model_fields)
    assert ScorecardRow.model_validate(of_december.model_dump()) == of_december


@pytest.mark.parametrize(
    ("receipts", "rag"),
    [
        ("84.65", Rag.GREEN),  # shown as 84.7
        ("84.64", Rag.AMBER),  # shown as 84.6
        ("84.2", Rag.AMBER),  # misses by 0.5, all of the tolerance
        ("84.15", Rag.AMBER),  # shown as 84.2
        ("84.14", Rag.RED),  # shown as 84.1: misses by 0.6
    ],
)
def test_a_rate_is_rated_as_it_is_shown(receipts: str, rag: Rag) -> None:
    of_december = collected(receipts)

    assert of_december.rag is of_december.ytd_rag is rag


def test_a_variance_has_a_worth_in_pounds() -> None:
    # 56,500,000 of 67,000,000 is 84.328358 %; less 84.7 that is -0.371642 points,
    # and -0.371642 / 100 x 67,000,000 = -249,000.14.
    of_december = collected(56_500_000, 67_000_000)

    assert of_december.value == Decimal("84.328358")
    assert of_december.variance == Decimal("-0.371642")
    assert of_december.variance_gbp == -249_000


def test_a_mere_rate_has_a_variance_but_no_worth() -> None:
    evidence = known(
        [figure(HINCKLEY, COUNCIL_TAX, "M09", value="84.2")],
        [target(HINCKLEY, COUNCIL_TAX, "98.1", profile=level("84.7"))],
    )
    of_december = row(evidence, COUNCIL_TAX, "M09")

    assert of_december.variance == Decimal("-0.5")
    assert of_december.variance_gbp is None


def test_days_have_no_worth_in_pounds() -> None:
    evidence = known(
        [figure(HINCKLEY, CALLS, "M01", 80, 100)], [target(HINCKLEY, CALLS, profile=level("90"))]
    )
    of_april = row(evidence, CALLS, "M01")

    assert of_april.variance == -10
    assert of_april.variance_gbp is None


def test_a_month_without_a_figure_is_grey_and_has_nothing_to_approve() -> None:
    evidence = known(targets=[target(HINCKLEY, COUNCIL_TAX, "98.1", profile=level("84.7"))])

    of_december = row(evidence, COUNCIL_TAX, "M09")

    assert of_december.rag is Rag.GREY
    assert of_december.variance is None
    assert of_december.approval == "none"
    assert reasons(of_december.missing) == [("no_figure", None)]


def test_a_figure_awaits_approval() -> None:
    of_december = collected(84)

    assert of_december.approval == "submitted"


def test_what_is_neither_better_nor_worse_is_not_rated() -> None:
    evidence = known(
        [figure(HINCKLEY, FRAUD, "M02", 0)], [target(HINCKLEY, FRAUD, "6", profile=level("0.5"))]
    )
    of_may = row(evidence, FRAUD, "M02")

    assert of_may.rag is Rag.NONE
    assert of_may.direction is None


def test_counts_are_also_read_from_april() -> None:
    rated = indicator("rated-sanctions", unit="count", accumulation="count", decimals=0)
    months = [("M01", 0), ("M02", 3), ("M03", 1)]
    evidence = known(
        [figure(HINCKLEY, rated, m, n) for m, n in months],
        [target(HINCKLEY, rated, "6", profile="0 1 2 0 1 0 0 1 0 1 0 0")],
    )
    of_june = row(evidence, rated, "M03")

    assert of_june.value == 1
    assert of_june.profile == 2
    assert of_june.rag is Rag.RED
    assert of_june.ytd_value == 4  # 0 + 3 + 1
    assert of_june.ytd_profile == 3  # 0 + 1 + 2
    assert of_june.ytd_rag is Rag.GREEN


def test_a_month_missing_on_the_way_leaves_the_year_to_date_unknown_and_says_so() -> None:
    evidence = known(figure(HINCKLEY, FRAUD, m, 1) for m in ("M01", "M03"))

    of_june = row(evidence, FRAUD, "M03")

    assert of_june.value == 1
    assert of_june.ytd_value is None
    assert of_june.missing == []
    assert [(flag.code, flag.detail) for flag in of_june.flags] == [
        ("ytd_incomplete", "There is no figure for 2019-20-M02.")
    ]


def test_a_quarter_of_averages_is_compared_with_the_mean_of_its_months() -> None:
    # Hinckley and Bosworth's profile of new claims: 18.1 14.3 15.4 in April to June.
    profile = "18.1 14.3 15.4 11.7 12.8 14.2 13.3 14.7 12.5 13.3 12.1 13.2"
    claims = [("M01", 160, 10), ("M02", 80, 5), ("M03", 100, 5)]
    evidence = known(
        [figure(HINCKLEY, NEW_CLAIMS, m, n, d) for m, n, d in claims],
        [target(HINCKLEY, NEW_CLAIMS, "17", profile=profile)],
    )
    quarter = row(evidence, NEW_CLAIMS, "Q1")

    assert quarter.profile == Decimal("15.933333")  # 47.8 / 3
    assert quarter.value == 17  # 340 / 20
    assert quarter.rag is Rag.RED  # 17.0 misses 15.9 by 1.1 days
    assert [(flag.code, flag.detail) for flag in quarter.flags] == [
        ("profile_is_mean_of_months", "The quarter's profile is the mean of its months'."),
        # 16, 16 and 20: 52 / 3
        (
            "simple_mean_of_periods",
            "The simple mean of the periods, DWP's way, is 17.333333 days.",
        ),
    ]


def test_the_year_is_compared_with_the_annual_target() -> None:
    evidence = known(
        [figure(HINCKLEY, COUNCIL_TAX, "M12", 978, 1_000)],
        [target(HINCKLEY, COUNCIL_TAX, "98.1", profile=level("97"))],
    )
    assert row(evidence, COUNCIL_TAX, "").profile == Decimal("98.1")
    assert row(evidence, COUNCIL_TAX, "").rag is Rag.AMBER
    assert row(evidence, COUNCIL_TAX, "M12").rag is Rag.GREEN


@pytest.mark.parametrize(
    ("of", "denominator", "now", "direction"),
    [
        (CALLS, 100, 91, Direction.BETTER),
        (CALLS, 100, 89, Direction.WORSE),
        (NEW_CLAIMS, 5, 91, Direction.WORSE),
        (NEW_CLAIMS, 5, 89, Direction.BETTER),
    ],
)
def test_which_way_is_better_depends_on_the_indicator(
    of: Indicator, denominator: int, now: int, direction: Direction
) -> None:
    months = [("M01", 90), ("M02", now)]
    evidence = known(figure(HINCKLEY, of, m, n, denominator) for m, n in months)

    assert row(evidence, of, "M02").direction is direction


@pytest.mark.parametrize(
    ("period", "now", "direction"),
    [
        ("M02", 21, Direction.BETTER),  # 21 where it was 20; it grew from 11 anyway
        ("M02", 19, Direction.WORSE),
        ("M01", 11, Direction.BETTER),  # 11 where it was 10; in March it was 97
        ("Q1", 29, Direction.WORSE),
    ],
)
def test_what_is_counted_from_april_is_held_against_last_year(
    period: str, now: int, direction: Direction
) -> None:
    """A month's running total beside the one before says only that time went by."""
    year = {"M01": 10, "M02": 20, "M03": 30, "M12": 97}
    last = [figure(HINCKLEY, COUNCIL_TAX, f"2018-19-{m}", n, 100) for m, n in year.items()]
    before = figure(HINCKLEY, COUNCIL_TAX, "M01", 11, 100)
    ends = {"Q1": "M03"}.get(period, period)
    this = {one.period: one for one in (before, figure(HINCKLEY, COUNCIL_TAX, ends, now, 100))}

    assert row(known([*last, *this.values()]), COUNCIL_TAX, period).direction is direction


def test_a_change_too_small_to_show_is_none() -> None:
    months = [("M01", "90.01"), ("M02", "90.04")]
    evidence = known(figure(HINCKLEY, CALLS, m, n, 100) for m, n in months)

    assert row(evidence, CALLS, "M02").direction is Direction.SAME


@pytest.mark.parametrize(
    ("frequency", "before", "now"),
    [
        ("monthly", "2018-19-M12", "2019-20-M01"),
        ("quarterly", "2018-19-Q4", "2019-20-Q1"),
        ("annual", "2018-19", "2019-20"),
    ],
)
def test_the_first_of_a_year_follows_the_last_of_the_year_before(
    frequency: str, before: str, now: str
) -> None:
    accumulation = "annual" if frequency == "annual" else "snapshot"
    of = indicator("accounts-online", frequency=frequency, accumulation=accumulation)
    evidence = known([figure(HINCKLEY, of, before, 70, 100), figure(HINCKLEY, of, now, 71, 100)])

    assert row(evidence, of, now).direction is Direction.BETTER


def test_the_same_period_of_last_year_stands_beside_it() -> None:
    evidence = known(
        [
            figure(HINCKLEY, COUNCIL_TAX, "2018-19-M09", 845, 1_000),
            figure(HINCKLEY, COUNCIL_TAX, "2019-20-M09", 847, 1_000),
        ]
    )

    expected = PeriodValue(period="2018-19-M09", value=Decimal("84.5"))
    assert row(evidence, COUNCIL_TAX, "M09").same_period_last_year == expected
    assert row(evidence, COUNCIL_TAX, "2018-19-M09").same_period_last_year is None
