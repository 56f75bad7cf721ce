"""Financial years, quarters and months: where they lie, and how they follow each other."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.calendar.periods import Period, PeriodType, months_of_year

YEARS = st.builds(Period, st.integers(1990, 2099))
QUARTERS = st.builds(
    Period, st.integers(1990, 2099), st.just(PeriodType.QUARTER), st.integers(1, 4)
)
MONTHS = st.builds(Period, st.integers(1990, 2099), st.just(PeriodType.MONTH), st.integers(1, 12))
PERIODS = st.one_of(YEARS, QUARTERS, MONTHS)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2019-20", date(2019, 4, 1), date(2020, 3, 31)),
        ("2019-20-Q1", date(2019, 4, 1), date(2019, 6, 30)),
        ("2019-20-Q3", date(2019, 10, 1), date(2019, 12, 31)),
        ("2019-20-Q4", date(2020, 1, 1), date(2020, 3, 31)),
        ("2019-20-M01", date(2019, 4, 1), date(2019, 4, 30)),
        ("2019-20-M09", date(2019, 12, 1), date(2019, 12, 31)),
        ("2019-20-M11", date(2020, 2, 1), date(2020, 2, 29)),  # 2020 was a leap year
        ("2020-21-M11", date(2021, 2, 1), date(2021, 2, 28)),
        ("1999-00-M10", date(2000, 1, 1), date(2000, 1, 31)),
        ("2099-00", date(2099, 4, 1), date(2100, 3, 31)),
    ],
)
def test_a_period_is_the_financial_years_and_never_the_calendars(
    text: str, start: date, end: date
) -> None:
    period = Period.parse(text)

    assert (period.start, period.end) == (start, end)


def test_the_months_of_a_period_are_its_own_and_those_to_date_begin_in_april() -> None:
    second_quarter = Period.parse("2019-20-Q2")

    assert [str(month) for month in second_quarter.months] == [
        "2019-20-M04",
        "2019-20-M05",
        "2019-20-M06",
    ]
    assert [str(month) for month in second_quarter.months_to_date] == [
        "2019-20-M01",
        "2019-20-M02",
        "2019-20-M03",
        "2019-20-M04",
        "2019-20-M05",
        "2019-20-M06",
    ]
    assert str(second_quarter.last_month) == "2019-20-M06"


def test_a_month_is_its_own_only_month() -> None:
    june = Period.parse("2019-20-M03")

    assert june.months == (june,)
    assert june.last_month == june


@pytest.mark.parametrize(
    ("month", "quarter"),
    [
        ("2019-20-M01", "2019-20-Q1"),
        ("2019-20-M03", "2019-20-Q1"),
        ("2019-20-M04", "2019-20-Q2"),
        ("2019-20-M12", "2019-20-Q4"),
        ("2019-20-Q3", "2019-20-Q3"),
    ],
)
def test_a_month_lies_in_one_quarter(month: str, quarter: str) -> None:
    assert str(Period.parse(month).quarter) == quarter


def test_a_year_lies_in_no_quarter() -> None:
    with pytest.raises(ValueError, match="lies in no quarter"):
        _ = Period.parse("2019-20").quarter


@pytest.mark.parametrize(
    ("text", "previous", "a_year_earlier"),
    [
        ("2019-20-M05", "2019-20-M04", "2018-19-M05"),
        ("2019-20-M01", "2018-19-M12", "2018-19-M01"),
        ("2019-20-Q1", "2018-19-Q4", "2018-19-Q1"),
        ("2000-01", "1999-00", "1999-00"),
    ],
)
def test_the_period_before_is_of_the_same_type(
    text: str, previous: str, a_year_earlier: str
) -> None:
    period = Period.parse(text)

    assert str(period.previous) == previous
    assert str(Period.parse(previous).following) == text
    assert str(period.a_year_earlier) == a_year_earlier


def test_nothing_comes_before_the_earliest_year() -> None:
    assert Period.parse("1990-91").previous is None
    assert Period.parse("1990-91-Q1").previous is None
    assert Period.parse("1990-91-M12").a_year_earlier is None
    assert str(Period.parse("1990-91-M12").previous) == "1990-91-M11"


def test_nothing_comes_after_the_latest_year() -> None:
    assert Period.parse("2099-00").following is None
    assert Period.parse("2099-00-Q4").following is None
    assert str(Period.parse("2099-00-M11").following) == "2099-00-M12"


def test_a_period_has_ended_by_its_last_day() -> None:
    june = Period.parse("2019-20-M03")

    assert not june.ended_by(date(2019, 6, 29))
    assert june.ended_by(date(2019, 6, 30))
    assert june.ended_by(date(2019, 7, 1))


def test_periods_sort_as_an_outline_does() -> None:
    outline = ["2018-19-M12", "2019-20", "2019-20-Q1", "2019-20-M01", "2019-20-M03", "2019-20-Q2"]
    periods = [Period.parse(text) for text in outline]
    backwards = periods[::-1]

    assert sorted(backwards) == periods
    assert periods[1] < periods[2] <= periods[3]


def test_a_period_can_key_a_dictionary() -> None:
    assert {Period.parse("2019/20 Q1"): 1}[Period.parse("2019-20-Q1")] == 1


@pytest.mark.parametrize(
    ("first_year", "type_", "number"),
    [
        (1989, PeriodType.YEAR, 1),
        (2100, PeriodType.YEAR, 1),
        (2019, PeriodType.YEAR, 2),
        (2019, PeriodType.QUARTER, 5),
        (2019, PeriodType.MONTH, 0),
        (2019, PeriodType.MONTH, 13),
    ],
)
def test_a_period_that_no_calendar_holds_cannot_be_made(
    first_year: int, type_: PeriodType, number: int
) -> None:
    with pytest.raises(ValueError, match="financial year"):
        Period(first_year, type_, number)


@given(PERIODS)
def test_what_is_written_is_read_again(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(st.integers(1990, 2099))
def test_twelve_months_fill_a_year_without_gap_or_overlap(first_year: int) -> None:
    months = months_of_year(first_year)

    assert len(months) == 12
    assert months[0].start == date(first_year, 4, 1)
    assert months[-1].end == date(first_year + 1, 3, 31)
    for earlier, later in pairwise(months):
        assert later.start == earlier.end + timedelta(days=1)
        assert later.previous == earlier


@pytest.mark.parametrize("type_", [YEARS, QUARTERS, MONTHS])
def test_the_text_of_one_type_sorts_in_time(type_: st.SearchStrategy[Period]) -> None:
    @given(st.lists(type_, min_size=2))
    def sorts_in_time(periods: list[Period]) -> None:
        assert sorted(map(str, periods)) == [str(period) for period in sorted(periods)]

    sorts_in_time()
