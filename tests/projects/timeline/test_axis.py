"""Where days lie: months, quarters or years by the length of a plan, and financial ones."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.projects.timeline.axis import axis_of

ON = date(2009, 7, 1)


def test_a_year_in_months() -> None:
    """365 days on 365 units: 30 September is the 183rd day from 1 April."""
    axis = axis_of([date(2009, 4, 20), date(2010, 3, 5)], ON, 0, 365)

    assert (axis.begins, axis.ends) == (date(2009, 4, 1), date(2010, 4, 1))
    assert axis.at(date(2009, 9, 30)) == pytest.approx(182)
    assert axis.after(date(2009, 9, 30)) == pytest.approx(183)
    assert [tick.name for tick in axis.steps()][:3] == ["Apr", "May", "Jun"]
    assert [tick.name for tick in axis.years()] == ["2009\u201310"]


def test_three_years_in_financial_quarters() -> None:
    axis = axis_of([date(2009, 5, 1), date(2012, 2, 1)], ON, 0, 100)

    assert (axis.begins, axis.ends) == (date(2009, 4, 1), date(2012, 4, 1))
    steps = list(axis.steps())
    assert [tick.name for tick in steps] == ["Q1", "Q2", "Q3", "Q4"] * 3
    assert (steps[3].begins, steps[3].ends) == (date(2010, 1, 1), date(2010, 4, 1))


def test_ten_years_in_years() -> None:
    axis = axis_of([date(2009, 5, 1), date(2019, 2, 1)], ON, 0, 100)

    assert list(axis.steps()) == []
    assert [tick.name for tick in axis.years()][:2] == ["2009\u201310", "2010\u201311"]


def test_today_is_shown_if_it_is_near_and_not_if_it_is_far() -> None:
    days = [date(2009, 4, 1), date(2010, 3, 31)]

    assert axis_of(days, date(2010, 8, 1), 0, 100).holds(date(2010, 8, 1))
    far = axis_of(days, date(2026, 11, 22), 0, 100)
    assert not far.holds(date(2026, 11, 22))
    assert far.ends == date(2010, 4, 1)


def test_one_wrong_year_squeezes_no_plan() -> None:
    axis = axis_of([date(2009, 4, 1), date(2010, 3, 31), date(9999, 12, 31)], ON, 0, 100)

    assert axis.ends == date(2010, 4, 1)
    assert axis.after(date(9999, 12, 31)) == 100


@given(st.lists(st.dates(), max_size=6), st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_day_lies_between_the_edges_in_its_order(days: list[date], on: date) -> None:
    axis = axis_of(days, on, 10, 90)

    places = [axis.middle(day) for day in sorted(days)]
    assert places == sorted(places)
    assert all(10 <= place <= 90 for place in places)
    ticks = [*axis.steps(), *axis.years()]
    assert ticks[0].begins == axis.begins
    assert ticks[-1].ends == axis.ends
    assert len(ticks) < 120
