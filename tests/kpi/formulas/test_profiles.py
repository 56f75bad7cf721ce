"""What a profile must satisfy, and what it says of a period."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.kpi.formulas.profiles import (
    faults_of_profile,
    implied,
    profile_of_period,
    profile_to_date,
)
from shared.calendar.periods import Period
from shared.contracts.kpi.vocabulary import Accumulation, Unit


def numbers(text: str) -> list[Decimal]:
    return [Decimal(number) for number in text.split()]


# Hinckley and Bosworth's own for 2019-20: council tax in-year collection of 98.1 %, 6 fraud
# prosecutions and sanctions, and new claims in 17 days, a target that the last month betters.
COLLECTION = numbers("11.0 20.3 29.4 38.6 47.8 57.2 66.4 75.7 84.7 93.8 96.2 98.1")
SANCTIONS = numbers("0 1 2 0 1 0 0 1 0 1 0 0")
NEW_CLAIMS = numbers("18.1 14.3 15.4 11.7 12.8 14.2 13.3 14.7 12.5 13.3 12.1 13.2")


def codes(accumulation: Accumulation, annual: str | None, months: list[Decimal]) -> list[str]:
    target = None if annual is None else Decimal(annual)
    return [fault.code for fault in faults_of_profile(accumulation, target, months)]


def test_a_councils_own_profiles_hold() -> None:
    assert codes(Accumulation.CUMULATIVE, "98.1", COLLECTION) == []
    assert codes(Accumulation.COUNT, "6", SANCTIONS) == []


def test_a_cumulative_profile_that_falls_is_named_by_month() -> None:
    months = [*COLLECTION[:4], Decimal("38.5"), *COLLECTION[5:]]

    (fault,) = faults_of_profile(Accumulation.CUMULATIVE, Decimal("98.1"), months)

    assert fault.code == "profile_falls"
    assert "M05 is 38.5 after 38.6 in M04" in fault.detail


def test_a_cumulative_profile_may_stand_still() -> None:
    flat = [*COLLECTION[:10], Decimal("98.1"), Decimal("98.1")]

    assert codes(Accumulation.CUMULATIVE, "98.1", flat) == []


def test_a_cumulative_profile_ends_at_the_annual_target() -> None:
    assert codes(Accumulation.CUMULATIVE, "98.2", COLLECTION) == ["profile_end"]


def test_a_counts_months_sum_to_the_annual_target() -> None:
    (fault,) = faults_of_profile(Accumulation.COUNT, Decimal(7), SANCTIONS)

    assert fault.code == "profile_sum"
    assert "7, but these sum to 6" in fault.detail


@pytest.mark.parametrize("accumulation", [Accumulation.CUMULATIVE, Accumulation.COUNT])
def test_without_an_annual_target_nothing_is_compared_with_it(accumulation: Accumulation) -> None:
    assert codes(accumulation, None, COLLECTION) == []


@pytest.mark.parametrize("accumulation", [Accumulation.AVERAGE, Accumulation.SNAPSHOT])
def test_averages_and_snapshots_are_free(accumulation: Accumulation) -> None:
    assert codes(accumulation, "17", NEW_CLAIMS) == []


def test_an_annual_indicator_takes_no_profile() -> None:
    assert codes(Accumulation.ANNUAL, "90", COLLECTION) == ["profile_of_annual"]
    assert codes(Accumulation.ANNUAL, "90", []) == []


@pytest.mark.parametrize("count", [0, 11, 13])
def test_a_profile_has_twelve_months(count: int) -> None:
    assert codes(Accumulation.AVERAGE, "16", [Decimal(16)] * count) == ["profile_length"]


@pytest.mark.parametrize(
    ("accumulation", "period", "of_period", "to_date"),
    [
        (Accumulation.CUMULATIVE, "2019-20-M05", "47.8", "47.8"),
        (Accumulation.CUMULATIVE, "2019-20-Q2", "57.2", "57.2"),  # September's
        (Accumulation.CUMULATIVE, "2019-20", "98.0", "98.0"),  # the annual target, not M12
        (Accumulation.SNAPSHOT, "2019-20-Q2", "57.2", "57.2"),
        (Accumulation.COUNT, "2019-20-M02", "20.3", "31.3"),  # 11.0 + 20.3
        (Accumulation.COUNT, "2019-20-Q2", "143.6", "204.3"),  # 38.6 + 47.8 + 57.2; + 60.7
        (Accumulation.COUNT, "2019-20", "98.0", "98.0"),
        (Accumulation.AVERAGE, "2019-20-M02", "20.3", "15.65"),  # 31.3 / 2
        (Accumulation.AVERAGE, "2019-20-Q2", "47.866667", "34.05"),  # 143.6 / 3; 204.3 / 6
        (Accumulation.AVERAGE, "2019-20", "98.0", "98.0"),
        (Accumulation.ANNUAL, "2019-20", "98.0", "98.0"),
        (Accumulation.ANNUAL, "2019-20-M05", "98.0", "98.0"),
    ],
)
def test_the_accumulation_decides_what_a_period_is_compared_with(
    accumulation: Accumulation, period: str, of_period: str, to_date: str
) -> None:
    arguments = (accumulation, Period.parse(period), Decimal("98.0"), COLLECTION)

    assert profile_of_period(*arguments) == Decimal(of_period)
    assert profile_to_date(*arguments) == Decimal(to_date)


def test_a_month_is_compared_with_nothing_where_there_is_no_profile() -> None:
    may = Period.parse("2019-20-M02")

    assert profile_of_period(Accumulation.COUNT, may, Decimal(6), None) is None
    assert profile_of_period(Accumulation.COUNT, may, Decimal(6), SANCTIONS[:11]) is None
    assert profile_of_period(Accumulation.COUNT, may.year, None, SANCTIONS) is None


def test_a_profile_with_a_gap_speaks_only_where_it_is_whole() -> None:
    gap_in_april = [None, *SANCTIONS[1:]]
    april, may = Period.parse("2019-20-M01"), Period.parse("2019-20-M02")

    assert profile_of_period(Accumulation.COUNT, april, None, gap_in_april) is None
    assert profile_of_period(Accumulation.COUNT, may, None, gap_in_april) == 1
    assert profile_to_date(Accumulation.COUNT, may, None, gap_in_april) is None
    assert profile_to_date(Accumulation.CUMULATIVE, may, None, gap_in_april) == 1


def test_an_implied_rate_is_weighted_by_the_members_denominators() -> None:
    # (98.1 x 1,000 + 98.6 x 3,000) / 4,000 = 98.475; the plain mean would be 98.35.
    members = [(Decimal("98.1"), Decimal(1000)), (Decimal("98.6"), Decimal(3000))]

    assert implied(Unit.PERCENT, members) == Decimal("98.475")


def test_an_implied_count_is_the_members_sum() -> None:
    members = [(Decimal(6), None), (Decimal(4), None), (Decimal(4), None)]

    assert implied(Unit.COUNT, members) == 14


@pytest.mark.parametrize("weight", [None, Decimal(0)])
def test_a_rate_without_weights_implies_nothing(weight: Decimal | None) -> None:
    assert implied(Unit.PERCENT, [(Decimal("98.1"), weight)]) is None


def test_a_missing_weight_is_not_left_out_of_the_mean() -> None:
    members = [(Decimal("98.1"), Decimal(1000)), (Decimal("98.6"), None)]

    assert implied(Unit.PERCENT, members) is None


def test_no_members_imply_nothing() -> None:
    assert implied(Unit.COUNT, []) is None
