"""England's working days: neither a Saturday or Sunday nor a bank holiday.

Bank holidays are those of England, substitute days and single ones (jubilees, a state funeral)
among them. Days of benefit processing are calendar days and never use this.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from shared.calendar.dates import FIRST_YEAR, LAST_YEAR

LONDON: Final = ZoneInfo("Europe/London")

COMMENT_DAYS: Final = 5
"""Working days that the members of a partnership have for their comments on a draft."""

_SATURDAY: Final = 5
_A_DAY: Final = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Return whether England works on *day*."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England in a calendar year, and Christmas Day whenever it falls.

    Those to come are foretold by rule: a single one is not known before it is proclaimed. Of years
    in which no day is taken in, none is told.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return frozenset()
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def working_day_after(day: date, days: int) -> date:
    """Return the working day that is the *days*-th after *day*, which itself is not counted.

    The calendar's last day has none after it, and stands for them.
    """
    while days > 0 and day < date.max:
        day += _A_DAY
        days -= is_working_day(day)
    return day


def working_day_before(day: date, days: int) -> date:
    """Return the working day that is the *days*-th before *day*, which itself is not counted."""
    while days > 0:
        day -= _A_DAY
        days -= is_working_day(day)
    return day


def working_days_between(day: date, end: date) -> int:
    """Return how many working days follow *day* up to *end*, which is counted; 0 if none does."""
    if end <= day:
        return 0
    weeks, rest = divmod((end - day).days, 7)
    odd = sum((end - _A_DAY * back).weekday() < _SATURDAY for back in range(rest))
    off = sum(
        day < holiday <= end and holiday.weekday() < _SATURDAY
        for year in range(day.year, end.year + 1)
        for holiday in bank_holidays(year)
    )
    return weeks * _SATURDAY + odd - off


def day_in_london(instant: datetime) -> date:
    """Return the date that London's clocks and calendars show at an instant."""
    try:
        return instant.astimezone(LONDON).date()
    except OverflowError:  # at the ends of time London has no date of its own
        return instant.date()


def comments_by(circulated_at: datetime, days: int = COMMENT_DAYS) -> datetime:
    """Return when the time for comments ends, in UTC.

    Comments are in time until midnight in London that ends the last of the working days. The day
    of circulation, London's date, is not one of them.

    Raises:
        ValueError: If *circulated_at* does not say its offset.
    """
    if circulated_at.tzinfo is None:
        message = "an instant needs its offset"
        raise ValueError(message)
    last = working_day_after(day_in_london(circulated_at), days)
    return datetime.combine(last + _A_DAY, time.min, LONDON).astimezone(UTC)
