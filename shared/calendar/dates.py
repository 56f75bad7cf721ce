"""Dates as people write them: to the day, the month or the year; and what a text could mean.

`Dec-16` is a month (December 2016) or a day (16 December of some year). Nobody but its writer knows
which, so it is asked back, with both readings.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_YEARS_FROM: Final = 70
"""A year of two digits lies between 1970 and 2069."""

_A_LEAP_YEAR: Final = 2000
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
FIRST_DAY: Final = date(FIRST_YEAR, 1, 1)
LAST_DAY: Final = date(LAST_YEAR, 12, 31)
_VALUE: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
_MONTHS: Final = {name[:3].lower(): number for number, name in enumerate(month_name) if name}
_NAME: Final = "(" + "|".join(f"{n[:3]}(?:{n[3:]})?" for n in month_name if n) + r"|Sept)\.?"
_GAP: Final = "[-/ .]"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class PartialDate(NamedTuple):
    """A date, as exactly as it is known: a day of a month of a year, or only the larger parts."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read `2019-12-16`, `2019-12` or `2019`.

        Raises:
            ValueError: If it is none of these, or no date of the calendar.
        """
        match = _VALUE.fullmatch(value)
        if match is None:
            message = "must be a date as 2019-12-16, a month as 2019-12 or a year as 2019"
            raise ValueError(message)
        parsed = cls(*(int(part) if part else None for part in match.groups()))  # type: ignore[arg-type]  # the year is always there
        date(parsed.year, *(1 if part is None else part for part in parsed[1:]))
        if not FIRST_YEAR <= parsed.year <= LAST_YEAR:
            message = f"lies outside {FIRST_YEAR} to {LAST_YEAR}"
            raise ValueError(message)
        return parsed

    @property
    def precision(self) -> Precision:
        """How exactly it is known."""
        if self.day is not None:
            return Precision.DAY
        return Precision.YEAR if self.month is None else Precision.MONTH

    @property
    def first_day(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The last day that it can mean. What is due by it, or counts from it, does so then."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """Return it as `parse` reads it."""
        parts = [f"{self.year:04}", *(f"{p:02}" for p in (self.month, self.day) if p is not None)]
        return "-".join(parts)


class Reading(NamedTuple):
    """What a text could mean: the parts of a date that it tells. One to the day may lack a year."""

    year: int | None
    month: int | None = None
    day: int | None = None

    def allows(self, value: PartialDate) -> bool:
        """Return whether *value* is this reading, the year filled in where it lacks one."""
        return (self.month, self.day) == value[1:] and self.year in (None, value.year)

    def __str__(self) -> str:
        """Return it in words."""
        parts = (self.day, self.month and month_name[self.month], self.year)
        said = " ".join(str(part) for part in parts if part is not None)
        return said if self.year else f"{said} of some year"


def readings_of_date(text: str) -> Sequence[Reading]:
    """Return what *text* could mean; nothing if it is no date to us (`Ongoing`)."""
    for pattern, read in _READERS:
        if match := pattern.fullmatch(text.strip()):
            return [reading for reading in read(*match.groups()) if _is_there(reading)]
    return ()


def _is_there(reading: Reading) -> bool:
    try:
        PartialDate.parse(str(PartialDate(reading.year or _A_LEAP_YEAR, *reading[1:])))
    except ValueError:
        return False
    return True


def _whole_year(digits: str) -> int:
    number = int(digits)
    if len(digits) == len("2019"):
        return number
    return number + (1900 if number >= _YEARS_FROM else 2000)


def _numbers(first: str, second: str, year: str) -> Sequence[Reading]:
    """Read `03/04/2019`: day first, as in England, or month first."""
    ways = dict.fromkeys([(int(second), int(first)), (int(first), int(second))])
    return [Reading(_whole_year(year), month, day) for month, day in ways]


def _name_and_number(name: str, number: str) -> Sequence[Reading]:
    """Read `Dec-16`: a month of a year, or a day of the month."""
    month = _month(name)
    return [Reading(_whole_year(number), month), Reading(None, month, int(number))]


def _month(name: str) -> int:
    return _MONTHS[name[:3].lower()]


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[..., Sequence[Reading]]], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (r"([0-9]{4})-([0-9]{2})-([0-9]{2})", lambda y, m, d: [Reading(int(y), int(m), int(d))]),
        (r"([0-9]{4})-([0-9]{2})", lambda y, m: [Reading(int(y), int(m))]),
        (r"((?:19|20)[0-9]{2})", lambda y: [Reading(int(y))]),
        (rf"([0-9]{{1,2}}){_GAP}([0-9]{{1,2}}){_GAP}([0-9]{{4}}|[0-9]{{2}})", _numbers),
        (
            rf"([0-9]{{1,2}})(?:st|nd|rd|th)?{_GAP}+{_NAME}{_GAP}+([0-9]{{4}}|[0-9]{{2}})",
            lambda d, name, y: [Reading(_whole_year(y), _month(name), int(d))],
        ),
        (rf"{_NAME}{_GAP}+((?:19|20)[0-9]{{2}})", lambda n, y: [Reading(int(y), _month(n))]),
        (rf"{_NAME}{_GAP}*([0-9]{{1,2}})", _name_and_number),
        (
            rf"([0-9]{{1,2}}){_GAP}*{_NAME}",
            lambda number, name: tuple(reversed(_name_and_number(name, number))),
        ),
    )
)
