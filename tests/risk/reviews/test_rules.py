"""When a risk is due to be looked at again, by hand; and what a look of long ago had before it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services.risk.registers.rules import USUAL_MATRIX
from services.risk.reviews.rules import Made, cadence, due, stood_on
from shared.contracts.risk.registers import Band, Level, Matrix, Register
from shared.contracts.risk.vocabulary import RiskCategory


def kept(matrix: Matrix = USUAL_MATRIX) -> Register:
    return Register(
        body="leicestershire",
        register_code="operational",
        title="Operational risks",
        category=RiskCategory.OPERATIONAL,
        matrix=matrix,
        unscored_review_every_months=2,
        policy=[],
        reason=None,
        recorded_at=datetime(2020, 1, 1, tzinfo=UTC),
    )


def four_by_four(*months: int) -> Matrix:
    levels = [Level(label=str(number)) for number in range(1, 5)]
    bands = [
        Band(code=f"b{n}", label=f"B{n}", from_score=1 + 8 * n, review_every_months=each)
        for n, each in enumerate(months)
    ]
    return Matrix(likelihood=levels, impact=levels, bands=bands)


@pytest.mark.parametrize(
    ("looked", "months", "next_review"),
    [
        ("2019-11-30", 3, "2020-02-29"),  # a leap year's February
        ("2018-11-30", 3, "2019-02-28"),
        ("2016-12-31", 3, "2017-03-31"),  # the seed's Dec-16
        ("2020-01-31", 1, "2020-02-29"),
        ("2020-08-31", 6, "2021-02-28"),
        ("2020-02-29", 12, "2021-02-28"),
        ("2019-12-15", 1, "2020-01-15"),
    ],
)
def test_the_next_review_keeps_the_day_of_the_month_or_takes_its_last(
    looked: str, months: int, next_review: str
) -> None:
    found = due(date.fromisoformat(looked), months, date(2020, 1, 1))

    assert found.next_review == date.fromisoformat(next_review)


@pytest.mark.parametrize(
    ("on", "is_stale", "days"),
    [
        ("2020-02-28", False, 0),
        ("2020-02-29", False, 0),  # the day itself, a Saturday
        ("2020-03-01", True, 0),  # a Sunday: past, and no working day since
        ("2020-03-02", True, 1),
        # 22 weekdays of March, 9 of April; less Easter, Fri 10 and Mon 13 April.
        ("2020-04-13", True, 22 + 7),
    ],
)
def test_a_risk_is_stale_from_the_day_after(on: str, *, is_stale: bool, days: int) -> None:
    found = due(date(2019, 11, 30), 3, date.fromisoformat(on))

    assert (found.is_stale, found.working_days) == (is_stale, days)


@pytest.mark.parametrize(
    ("points", "months"), [(1, 12), (4, 12), (5, 6), (9, 6), (10, 3), (16, 3), (17, 1), (25, 1)]
)
def test_the_cadence_is_that_of_the_scores_band(points: int, months: int) -> None:
    """From 1 low, 5 medium, 10 high, 17 very high."""
    assert cadence(kept(), points, kept()) == months


def test_a_score_that_is_not_known_has_a_cadence_of_its_own() -> None:
    assert cadence(kept(), None, None) == 2
    assert cadence(kept(), None, kept()) == 2


def test_a_new_cadence_on_the_same_scales_counts_at_once() -> None:
    """16 on four by four is in the second band, whose months were 6."""
    before, after = kept(four_by_four(12, 6)), kept(four_by_four(12, 1))

    assert cadence(after, 16, before) == 1


def test_a_score_on_other_scales_keeps_the_cadence_that_it_was_given() -> None:
    """9 was in the upper of two bands; on five by five it would be a medium of 6 months."""
    assert cadence(kept(), 9, kept(four_by_four(12, 2))) == 2


def test_a_look_of_long_ago_has_no_score_that_came_later() -> None:
    assessments = [
        Made("current", date(2016, 5, 1), 0),
        Made("current", date(2019, 1, 1), 1),
        Made("inherent", date(2020, 1, 1), 2),
        Made("current", date(2016, 7, 1), 3),  # recorded last, of long ago
    ]

    assert stood_on(date(2016, 4, 30), assessments) == []
    assert [each.number for each in stood_on(date(2016, 5, 1), assessments)] == [0]
    assert [each.number for each in stood_on(date(2016, 12, 31), assessments)] == [3]
    assert sorted(each.number for each in stood_on(date(2020, 1, 1), assessments)) == [2, 3]
