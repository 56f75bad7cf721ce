"""What a matrix makes of a score; by hand, on five by five and on four by four."""

from __future__ import annotations

from datetime import date

import pytest

from services.risk.registers.rules import (
    USUAL_MATRIX,
    band_of,
    months_after,
    off_the_matrix,
    score,
)


@pytest.mark.parametrize(
    ("likelihood", "impact", "points"), [(3, 4, 12), (5, 5, 25), (None, 4, None), (3, None, None)]
)
def test_a_score_is_the_product_and_never_invented(
    likelihood: int | None, impact: int | None, points: int | None
) -> None:
    assert score(likelihood, impact) == points


@pytest.mark.parametrize(
    ("points", "code"),
    [
        *[(1, "low"), (4, "low"), (5, "medium"), (9, "medium")],
        *[(10, "high"), (16, "high"), (17, "very-high"), (25, "very-high")],
    ],
)
def test_a_score_lies_in_the_last_band_that_begins_at_or_below_it(points: int, code: str) -> None:
    found = band_of(USUAL_MATRIX, points)

    assert found is not None
    assert found.code == code


def test_an_unknown_score_lies_in_no_band() -> None:
    assert band_of(USUAL_MATRIX, None) is None


def test_a_step_that_a_matrix_lacks_is_named() -> None:
    assert off_the_matrix(USUAL_MATRIX, 5, 6) == ["impact"]
    assert off_the_matrix(USUAL_MATRIX, None, None) == []


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2019, 11, 30), 3, date(2020, 2, 29)),  # a leap year's February has no 30th
        (date(2019, 12, 31), 12, date(2020, 12, 31)),
        (date(2019, 12, 31), 1, date(2020, 1, 31)),
        (date(2019, 1, 15), 11, date(2019, 12, 15)),
    ],
)
def test_months_on_is_the_same_day_or_the_months_last(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then
