"""How numbers are shown."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kpi.formulas.precision import shown


@pytest.mark.parametrize(
    ("value", "decimals", "on_the_page"),
    [
        ("84.65", 1, "84.7"),  # half-even would say 84.6
        ("84.649999", 1, "84.6"),
        ("-84.65", 1, "-84.7"),
        ("98.325", 2, "98.33"),
        ("2.5", 0, "3"),
        ("6", 1, "6.0"),
        ("-0.04", 1, "0.0"),
        ("0", 0, "0"),
    ],
)
def test_a_value_is_shown_half_up(value: str, decimals: int, on_the_page: str) -> None:
    assert str(shown(Decimal(value), decimals)) == on_the_page


@given(st.decimals(Decimal(-(10**12)), Decimal(10**12), places=6), st.integers(0, 4))
def test_showing_twice_changes_nothing(value: Decimal, decimals: int) -> None:
    once = shown(value, decimals)

    assert shown(once, decimals) == once
    assert abs(once - value) * 2 <= Decimal(1).scaleb(-decimals)
    assert not str(once).startswith("-0") or once != 0
