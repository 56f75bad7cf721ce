"""Working days of England, by hand, with the bank holidays that gov.uk/bank-holidays lists."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.calendar.working_days import (
    bank_holidays,
    comments_by,
    day_in_london,
    is_working_day,
    working_day_after,
    working_day_before,
    working_days_between,
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("circulated", "ends"),
    [
        # Monday 3 February 2020: Tue 4, Wed 5, Thu 6, Fri 7, Mon 10. In winter London is on UTC.
        ("2020-02-03T10:00", "2020-02-11T00:00"),
        # Friday 7 February: Mon 10, Tue 11, Wed 12, Thu 13, Fri 14.
        ("2020-02-07T10:00", "2020-02-15T00:00"),
        # Saturday 8 and Sunday 9 February count no more than the Friday.
        ("2020-02-08T10:00", "2020-02-15T00:00"),
        ("2020-02-09T10:00", "2020-02-15T00:00"),
        # Monday 6 July 2020: until Monday 13 July; in summer London's midnight is 23:00 UTC.
        ("2020-07-06T10:00", "2020-07-13T23:00"),
        # Easter 2020 (Good Friday 10 April, Easter Monday 13 April):
        # Monday 6 April: Tue 7, Wed 8, Thu 9, Tue 14, Wed 15.
        ("2020-04-06T10:00", "2020-04-15T23:00"),
        # Early May 2020 was moved to Friday 8 May (VE day): Monday 4 May was worked.
        # Friday 1 May: Mon 4, Tue 5, Wed 6, Thu 7, Mon 11.
        ("2020-05-01T10:00", "2020-05-11T23:00"),
        # Christmas 2020 (Fri 25 December; Boxing Day substitute Mon 28; Fri 1 January):
        # Tuesday 22 December: Wed 23, Thu 24, Tue 29, Wed 30, Thu 31.
        ("2020-12-22T10:00", "2021-01-01T00:00"),
        # Thursday 24 December: Tue 29, Wed 30, Thu 31, Mon 4 January, Tue 5.
        ("2020-12-24T10:00", "2021-01-06T00:00"),
        # Christmas 2021 on Saturday (substitutes Mon 27 and Tue 28; Mon 3 January for New Year):
        # Thursday 23 December: Fri 24, Wed 29, Thu 30, Fri 31, Tue 4 January.
        ("2021-12-23T10:00", "2022-01-05T00:00"),
        # Jubilee 2022 (spring bank holiday moved to Thu 2 June, Fri 3 June added):
        # Monday 30 May was worked. Friday 27 May: Mon 30, Tue 31, Wed 1, Mon 6, Tue 7.
        ("2022-05-27T10:00", "2022-06-07T23:00"),
        # State funeral, Monday 19 September 2022:
        # Wednesday 14: Thu 15, Fri 16, Tue 20, Wed 21, Thu 22.
        ("2022-09-14T10:00", "2022-09-22T23:00"),
        # Coronation, Monday 8 May 2023, after early May on Monday 1:
        # Friday 28 April: Tue 2, Wed 3, Thu 4, Fri 5, Tue 9.
        ("2023-04-28T10:00", "2023-05-09T23:00"),
        # Boxing Day 2026 is a Saturday (substitute Mon 28):
        # Wednesday 23 December: Thu 24, Tue 29, Wed 30, Thu 31, Mon 4 January.
        ("2026-12-23T10:00", "2027-01-05T00:00"),
    ],
)
def test_comments_are_open_until_the_end_of_the_fifth_working_day(
    circulated: str, ends: str
) -> None:
    assert comments_by(utc(circulated)) == utc(ends)


def test_the_clocks_going_forward_take_an_hour_from_it() -> None:
    """They went forward on Sunday 29 March 2020."""
    before = utc("2020-03-27T12:00")  # a Friday: Mon 30, Tue 31, Wed 1, Thu 2, Fri 3 April

    assert comments_by(before) == utc("2020-04-03T23:00")


def test_the_clocks_going_back_give_an_hour_to_it() -> None:
    """They went back on Sunday 25 October 2020."""
    before = utc("2020-10-23T12:00")  # a Friday: Mon 26, Tue 27, Wed 28, Thu 29, Fri 30 October

    assert comments_by(before) == utc("2020-10-31T00:00")


def test_the_day_of_circulation_is_londons() -> None:
    """In summer London is an hour ahead: at 23:30 UTC on Monday it is Tuesday there."""
    assert comments_by(utc("2020-07-06T22:59")) == utc("2020-07-13T23:00")  # Monday there
    assert comments_by(utc("2020-07-06T23:00")) == utc("2020-07-14T23:00")  # Tuesday there
    far = timezone(timedelta(hours=-8))
    assert comments_by(datetime(2020, 7, 6, 15, tzinfo=far)) == utc("2020-07-14T23:00")


def test_other_numbers_of_days_are_counted_alike() -> None:
    assert comments_by(utc("2020-04-09T10:00"), days=1) == utc("2020-04-14T23:00")  # over Easter


def test_an_instant_without_its_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        comments_by(datetime(2020, 2, 3, 10))  # noqa: DTZ001 - what is tested


def test_englands_days_are_not_scotlands_or_northern_irelands() -> None:
    assert is_working_day(date(2020, 1, 2))  # a bank holiday in Scotland alone
    assert is_working_day(date(2020, 11, 30))  # St Andrew's Day
    assert is_working_day(date(2020, 3, 17))  # St Patrick's Day
    assert is_working_day(date(2020, 8, 3))  # Scotland's summer bank holiday
    assert not is_working_day(date(2020, 8, 31))  # England's


def test_the_bank_holidays_of_2022_are_those_that_were_proclaimed() -> None:
    """gov.uk lists them with their substitutes; Christmas and New Year's Day fell on weekends."""
    weekdays = {day for day in bank_holidays(2022) if day.weekday() < 5}

    assert weekdays == {
        date(2022, 1, 3),
        date(2022, 4, 15),
        date(2022, 4, 18),
        date(2022, 5, 2),
        date(2022, 6, 2),
        date(2022, 6, 3),
        date(2022, 8, 29),
        date(2022, 9, 19),
        date(2022, 12, 26),
        date(2022, 12, 27),
    }


@pytest.mark.parametrize(
    ("day", "end", "days"),
    [
        ("2020-02-07", "2020-02-07", 0),  # the day itself is not counted
        ("2020-02-07", "2020-02-06", 0),
        ("2020-02-07", "2020-02-09", 0),  # Friday to Sunday
        ("2020-02-07", "2020-02-10", 1),  # Friday to Monday
        ("2020-02-09", "2020-02-16", 5),  # Sunday to Sunday
        # Over Easter 2020, Friday 10 and Monday 13 April: Thu 9, Tue 14, Wed 15.
        ("2020-04-08", "2020-04-15", 3),
        # Over Christmas 2021 (Mon 27, Tue 28 and Mon 3 are off): Fri 24, Wed 29, Thu 30, Fri 31.
        ("2021-12-23", "2022-01-03", 4),
        # All of 2019: 261 weekdays less 8 bank holidays.
        ("2018-12-31", "2019-12-31", 253),
    ],
)
def test_working_days_are_counted_after_the_first_day_up_to_the_last(
    day: str, end: str, days: int
) -> None:
    assert working_days_between(date.fromisoformat(day), date.fromisoformat(end)) == days


@given(
    start=st.dates(date(1995, 1, 1), date(2035, 1, 1)),
    length=st.integers(min_value=0, max_value=900),
)
def test_working_days_are_as_many_as_one_counts_on_a_calendar(start: date, length: int) -> None:
    days = [start + timedelta(days=number + 1) for number in range(length)]
    end = start + timedelta(days=length)

    assert working_days_between(start, end) == sum(is_working_day(day) for day in days)


def test_a_day_is_londons() -> None:
    """In summer London is an hour ahead of UTC."""
    assert day_in_london(utc("2020-07-06T22:59")) == date(2020, 7, 6)
    assert day_in_london(utc("2020-07-06T23:00")) == date(2020, 7, 7)


@pytest.mark.parametrize(
    ("day", "before"),
    [
        # Thursday 12 March 2020: Wed 11, Tue 10, Mon 9, Fri 6, Thu 5.
        ("2020-03-12", "2020-03-05"),
        # Saturday 14 and Sunday 15 March: Fri 13, Thu 12, Wed 11, Tue 10, Mon 9.
        ("2020-03-14", "2020-03-09"),
        ("2020-03-15", "2020-03-09"),
        # VE day, Friday 8 May 2020. Monday 11 May: Thu 7, Wed 6, Tue 5, Mon 4, Fri 1.
        ("2020-05-11", "2020-05-01"),
        # Christmas 2005 (Mon 26, Tue 27 December; Mon 2 January). Wednesday 4 January 2006:
        # Tue 3, Fri 30, Thu 29, Wed 28, Fri 23 December.
        ("2006-01-04", "2005-12-23"),
    ],
)
def test_the_fifth_working_day_before(day: str, before: str) -> None:
    assert working_day_before(date.fromisoformat(day), 5) == date.fromisoformat(before)


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(1, 10))
def test_counting_back_from_a_working_day_and_on_again_ends_there(day: date, days: int) -> None:
    start = working_day_after(day, 1)

    assert working_day_after(working_day_before(start, days), days) == start
