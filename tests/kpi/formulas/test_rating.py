"""Green, amber and red, and the direction of travel."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kpi.formulas.rating import (
    Tolerance,
    default_tolerance,
    direction_of_travel,
    rate_against_profile,
)
from shared.contracts.kpi.vocabulary import Direction, Polarity, Rag, ToleranceKind, Unit

HALF_A_POINT = Tolerance(ToleranceKind.ABSOLUTE, Decimal("0.5"))
SHADES = [Rag.RED, Rag.AMBER, Rag.GREEN]


def rate(
    value: str | None,
    profile: str | None,
    *,
    polarity: Polarity = Polarity.HIGHER,
    tolerance: Tolerance = HALF_A_POINT,
) -> Rag:
    return rate_against_profile(
        None if value is None else Decimal(value),
        None if profile is None else Decimal(profile),
        polarity=polarity,
        decimals=1,
        tolerance=tolerance,
    )


@pytest.mark.parametrize(
    ("value", "rag"),
    [
        ("84.8", Rag.GREEN),
        ("84.7", Rag.GREEN),
        ("84.650000", Rag.GREEN),  # shown as 84.7, so the board sees 84.7 against 84.7
        ("84.649999", Rag.AMBER),  # shown as 84.6
        ("84.2", Rag.AMBER),  # missed by exactly the tolerance
        ("84.15", Rag.AMBER),  # shown as 84.2
        ("84.149999", Rag.RED),  # shown as 84.1
    ],
)
def test_higher_is_better_for_a_collection_rate(value: str, rag: Rag) -> None:
    assert rate(value, "84.7") is rag


@pytest.mark.parametrize(
    ("value", "rag"),
    [
        ("20.9", Rag.GREEN),
        ("21.0", Rag.GREEN),
        ("21.04", Rag.GREEN),  # shown as 21.0
        ("22.0", Rag.AMBER),  # missed by exactly one day
        ("22.1", Rag.RED),
    ],
)
def test_lower_is_better_for_days(value: str, rag: Rag) -> None:
    tolerance = default_tolerance(Unit.DAYS)

    assert rate(value, "21", polarity=Polarity.LOWER, tolerance=tolerance) is rag


def test_the_profile_is_compared_as_it_is_shown_too() -> None:
    assert rate("84.7", "84.749999") is Rag.GREEN  # the profile shows as 84.7


@pytest.mark.parametrize(
    ("value", "rag"), [("196", Rag.AMBER), ("195.9", Rag.RED), ("200", Rag.GREEN)]
)
def test_a_relative_tolerance_is_a_percentage_of_the_profile(value: str, rag: Rag) -> None:
    two_percent = Tolerance(ToleranceKind.RELATIVE, Decimal(2))  # 2 % of 200 is 4

    assert two_percent.allowance(Decimal(200)) == 4
    assert rate(value, "200", tolerance=two_percent) is rag


def test_a_profile_without_a_figure_is_grey() -> None:
    assert rate(None, "84.7") is Rag.GREY


@pytest.mark.parametrize("value", [None, "84.7"])
def test_without_a_profile_or_a_better_way_there_is_nothing_to_rate(value: str | None) -> None:
    assert rate(value, None) is Rag.NONE
    assert rate(value, "84.7", polarity=Polarity.NONE) is Rag.NONE


@pytest.mark.parametrize(
    ("unit", "amount"),
    [
        (Unit.PERCENT, "0.5"),
        (Unit.DAYS, "1.0"),
        (Unit.COUNT, "0"),
        (Unit.GBP, "0"),
        (Unit.DAYS_PER_FTE, "0"),
        (Unit.PER_1000, "0"),
    ],
)
def test_a_target_that_names_no_tolerance_has_its_units(unit: Unit, amount: str) -> None:
    assert default_tolerance(unit) == Tolerance(ToleranceKind.ABSOLUTE, Decimal(amount))


def test_without_a_tolerance_a_miss_is_red() -> None:
    assert rate("5", "6", tolerance=default_tolerance(Unit.COUNT)) is Rag.RED


@given(
    st.lists(st.decimals(0, 100, places=6), min_size=2, max_size=2).map(sorted),
    st.decimals(0, 100, places=3),
)
def test_a_better_value_is_never_rated_worse(values: list[Decimal], profile: Decimal) -> None:
    worse, better = (rate(str(value), str(profile)) for value in values)

    assert SHADES.index(better) >= SHADES.index(worse)


@pytest.mark.parametrize(
    ("value", "before", "polarity", "direction"),
    [
        ("97.8", "97.5", Polarity.HIGHER, Direction.BETTER),
        ("97.5", "97.8", Polarity.HIGHER, Direction.WORSE),
        ("20", "22", Polarity.LOWER, Direction.BETTER),
        ("22", "20", Polarity.LOWER, Direction.WORSE),
        ("97.54", "97.46", Polarity.HIGHER, Direction.SAME),  # both are shown as 97.5
        ("97.8", "97.5", Polarity.NONE, None),
        (None, "97.5", Polarity.HIGHER, None),
        ("97.8", None, Polarity.HIGHER, None),
    ],
)
def test_the_direction_of_travel_follows_what_is_shown(
    value: str | None, before: str | None, polarity: Polarity, direction: Direction | None
) -> None:
    found = direction_of_travel(
        None if value is None else Decimal(value),
        None if before is None else Decimal(before),
        polarity=polarity,
        decimals=1,
    )

    assert found is direction
