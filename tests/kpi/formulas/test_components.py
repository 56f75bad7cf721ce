"""How a value follows from its components, and how components are put together."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kpi.formulas.components import (
    Components,
    components_over,
    derive_value,
    pool,
)
from shared.contracts.kpi.vocabulary import Accumulation, Unit

RATIOS = st.builds(
    Components,
    st.decimals(Decimal(0), Decimal(10**9), places=2),
    st.decimals(Decimal(1), Decimal(10**9), places=2),
)


def components(numerator: str, denominator: str | None = None) -> Components:
    return Components(Decimal(numerator), None if denominator is None else Decimal(denominator))


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "value"),
    [
        (Unit.PERCENT, "975", "1000", "97.5"),  # 100 x 975 / 1,000
        (Unit.PERCENT, "1", "3", "33.333333"),
        (Unit.PERCENT, "2", "3", "66.666667"),
        (Unit.PERCENT, "-50", "1000", "-5"),  # more refunded than received
        (Unit.PERCENT, "120", "100", "120"),  # recovered of identified may exceed 100
        (Unit.DAYS, "2200", "100", "22"),
        (Unit.DAYS_PER_FTE, "412.5", "50", "8.25"),
        (Unit.PER_1000, "30", "12000", "2.5"),  # 1,000 x 30 / 12,000
        (Unit.COUNT, "6", None, "6"),
        (Unit.COUNT, "6", "12", "6"),  # a count ignores a denominator
        (Unit.GBP, "1234567.89", None, "1234567.89"),
    ],
)
def test_a_value_follows_from_its_components(
    unit: Unit, numerator: str, denominator: str | None, value: str
) -> None:
    assert derive_value(unit, components(numerator, denominator)) == Decimal(value)


@pytest.mark.parametrize(
    ("numerator", "kept"),
    [("1.0000005", "1.000000"), ("1.0000015", "1.000002"), ("-0.0000004", "0.000000")],
)
def test_a_value_is_kept_to_six_decimals_half_even(numerator: str, kept: str) -> None:
    assert str(derive_value(Unit.COUNT, components(numerator))) == kept


def test_the_largest_stored_numbers_still_divide() -> None:
    # 100 x (10^14 - 1) / 0.000001 has 22 digits before the point and 6 after it.
    value = derive_value(Unit.PERCENT, components("99999999999999", "0.000001"))

    assert value == Decimal(9_999_999_999_999_900_000_000)


@pytest.mark.parametrize("denominator", [None, "0", "-1"])
def test_a_ratio_needs_a_denominator_above_zero(denominator: str | None) -> None:
    with pytest.raises(ValueError, match="above zero"):
        derive_value(Unit.PERCENT, components("1", denominator))


def test_a_partnership_rate_pools_its_members() -> None:
    """The total is receipts over debit, not the mean of two percentages (98.05)."""
    pooled = pool([components("975", "1000"), components("2958", "3000")])  # 97.5 % and 98.6 %

    assert pooled == components("3933", "4000")
    assert derive_value(Unit.PERCENT, pooled) == Decimal("98.325")


def test_combined_days_are_pooled_from_new_claims_and_changes() -> None:
    # NI 181: 100 new claims in 2,200 days (22.0), 400 changes in 3,600 days (9.0);
    # (2,200 + 3,600) / (100 + 400) = 11.6, not (22 + 9) / 2 = 15.5.
    pooled = pool([components("2200", "100"), components("3600", "400")])

    assert derive_value(Unit.DAYS, pooled) == Decimal("11.6")


def test_a_ratio_is_never_made_of_some_of_its_parts() -> None:
    pooled = pool([components("975", "1000"), components("2958")])

    assert pooled == components("3933")


def test_nothing_cannot_be_pooled() -> None:
    with pytest.raises(ValueError, match="nothing to pool"):
        pool([])


@given(st.lists(RATIOS, min_size=1, max_size=6))
def test_a_pooled_rate_lies_within_its_members(members: list[Components]) -> None:
    rates = [derive_value(Unit.PERCENT, member) for member in members]
    pooled = derive_value(Unit.PERCENT, pool(members))

    assert min(rates) <= pooled <= max(rates)
    assert derive_value(Unit.PERCENT, pool(members[::-1])) == pooled


@pytest.mark.parametrize(
    ("accumulation", "unit", "value"),
    [
        (Accumulation.CUMULATIVE, Unit.PERCENT, "20"),  # the last month: 200 / 1,000
        (Accumulation.SNAPSHOT, Unit.PERCENT, "20"),
        (Accumulation.AVERAGE, Unit.PERCENT, "15"),  # (100 + 200) / (1,000 + 1,000)
        (Accumulation.COUNT, Unit.COUNT, "300"),
    ],
)
def test_the_accumulation_decides_what_months_come_to(
    accumulation: Accumulation, unit: Unit, value: str
) -> None:
    months = [components("100", "1000"), components("200", "1000")]

    together = components_over(accumulation, months)
    assert together is not None
    assert derive_value(unit, together) == Decimal(value)


def test_a_cumulative_value_needs_only_the_last_month() -> None:
    last = components("200", "1000")

    assert components_over(Accumulation.CUMULATIVE, [None, last]) == last
    assert components_over(Accumulation.CUMULATIVE, [last, None]) is None


@pytest.mark.parametrize("accumulation", [Accumulation.COUNT, Accumulation.AVERAGE])
def test_a_sum_with_a_month_missing_is_no_sum(accumulation: Accumulation) -> None:
    months = [components("100", "1000"), None, components("200", "1000")]

    assert components_over(accumulation, months) is None


def test_an_annual_indicator_has_no_months_to_add_up() -> None:
    with pytest.raises(ValueError, match="annual indicator has no months"):
        components_over(Accumulation.ANNUAL, [components("1")])
    with pytest.raises(ValueError, match="There are no months"):
        components_over(Accumulation.COUNT, [])
