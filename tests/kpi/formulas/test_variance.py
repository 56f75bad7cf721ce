"""How far a value lies from its profile, and what that is worth."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services.kpi.formulas.variance import variance, variance_in_pounds


@pytest.mark.parametrize(
    ("value", "profile", "difference"),
    [("84.2", "84.7", "-0.5"), ("85", "84.7", "0.3"), ("84.7", "84.7", "0")],
)
def test_a_variance_is_the_value_less_its_profile(
    value: str, profile: str, difference: str
) -> None:
    assert variance(Decimal(value), Decimal(profile)) == Decimal(difference)


@pytest.mark.parametrize(
    ("value", "profile", "debit", "pounds"),
    [
        ("84.2", "84.7", "60000000", "-300000"),  # half a point of 60 million
        ("85.0", "84.7", "60000000", "180000"),
        ("84.65", "84.70", "1234567", "-617"),  # 0.05 % of 1,234,567 is 617.2835
        ("84.75", "84.70", "1001000", "501"),  # 500.5, half-up; half-even would say 500
        ("84.75", "84.70", "999000", "500"),  # 499.5
        ("84.7", "84.7", "60000000", "0"),
    ],
)
def test_a_variance_is_worth_pounds(value: str, profile: str, debit: str, pounds: str) -> None:
    found = variance_in_pounds(Decimal(value), Decimal(profile), Decimal(debit))

    assert str(found) == pounds
