"""Financial years, quarters and months, and the one notation that they are written in.

A year runs from 1 April to 31 March. `2019-20` is the year, `2019-20-Q1` April to June,
`2019-20-M01` April. Quarters and months are never the calendar's.

Periods sort as an outline does: by their first day, the longer before the shorter (year, Q1, M01,
M02, M03, Q2, ...). Their *text* sorts in the same order only within one type and, within a year,
as year, M01 ... M12, Q1 ... Q4: a database that orders by text gives that order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache, total_ordering
from typing import Final

from shared.calendar.unclear import PeriodUnclear, readings_of

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2099
"""The calendar years in which the earliest and the latest financial year begin."""

_CANONICAL: Final = re.compile(r"([0-9]{4})-([0-9]{2})(?:-(Q[0-9]|M[0-9]{2}))?")
_AS_WRITTEN: Final = re.compile(r"([0-9]{4})/([0-9]{2})(?:[ -](Q[0-9]|M[0-9]{2}))?")
_MONTHS_IN_A_YEAR: Final = 12
_FIRST_MONTH: Final = 4


class PeriodType(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS_LONG: Final = {PeriodType.MONTH: 1, PeriodType.QUARTER: 3, PeriodType.YEAR: 12}
_LETTERS: Final = {"Q": PeriodType.QUARTER, "M": PeriodType.MONTH}


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A financial year, or one of its quarters or months.

    Attributes:
        first_year: The calendar year in which the financial year begins: 2019 for 2019-20.
        type: How long it is.
        number: Which of its kind in the year: 1-12 for months, 1-4 for quarters, 1 for the year.
    """

    first_year: int
    type: PeriodType = PeriodType.YEAR
    number: int = 1

    def __post_init__(self) -> None:
        """Refuse a period that no calendar holds.

        Raises:
            ValueError: If the year lies outside 1990-91 to 2099-00, or the number outside its year.
        """
        if not FIRST_YEAR <= self.first_year <= LAST_YEAR:
            message = "A financial year lies between 1990-91 and 2099-00."
            raise ValueError(message)
        if not 1 <= self.number <= self._in_a_year:
            message = f"A financial year's last {self.type} is number {self._in_a_year}."
            raise ValueError(message)

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a period as it is written here, or as finance officers write it.

        Taken are `2019-20`, `2019-20-Q1` and `2019-20-M01`; and `2019/20`, `2019/20 Q1`,
        `2019/20-Q1`, `2019/20 M01` and `2019/20-M01`.

        Raises:
            PeriodUnclear: If it is anything else; the message names each reading that we see.
        """
        return _read(text.strip())

    def __str__(self) -> str:
        """Return the canonical notation."""
        year = f"{self.first_year}-{(self.first_year + 1) % 100:02d}"
        match self.type:
            case PeriodType.YEAR:
                return year
            case PeriodType.QUARTER:
                return f"{year}-Q{self.number}"
            case PeriodType.MONTH:
                return f"{year}-M{self.number:02d}"

    def __lt__(self, other: object) -> bool:
        """Sort by the first day, the longer before the shorter."""
        if not isinstance(other, Period):
            return NotImplemented
        return (self.start, -self._length) < (other.start, -other._length)

    @property
    def start(self) -> date:
        """The first day."""
        return _first_day(self.first_year, (self.number - 1) * self._length)

    @property
    def end(self) -> date:
        """The last day, which belongs to the period."""
        return _first_day(self.first_year, self.number * self._length) - timedelta(days=1)

    @property
    def year(self) -> Period:
        """The financial year that it lies in; itself if it is one."""
        return Period(self.first_year)

    @property
    def quarter(self) -> Period:
        """The quarter that it lies in; itself if it is one.

        Raises:
            ValueError: If it is a year, which lies in no quarter.
        """
        if self.type is PeriodType.YEAR:
            message = f"{self} is a year and lies in no quarter."
            raise ValueError(message)
        return Period(self.first_year, PeriodType.QUARTER, (self.last_month.number + 2) // 3)

    @property
    def months(self) -> tuple[Period, ...]:
        """Its months, oldest first; itself alone if it is one."""
        length = self._length
        return months_of_year(self.first_year)[(self.number - 1) * length : self.number * length]

    @property
    def months_to_date(self) -> tuple[Period, ...]:
        """The months from April to its last, oldest first."""
        return months_of_year(self.first_year)[: self.number * self._length]

    @property
    def last_month(self) -> Period:
        """Its last month; itself if it is one."""
        return Period(self.first_year, PeriodType.MONTH, self.number * self._length)

    @property
    def previous(self) -> Period | None:
        """The period of the same type just before it; None before the earliest year."""
        if self.number > 1:
            return Period(self.first_year, self.type, self.number - 1)
        if self.first_year == FIRST_YEAR:
            return None
        return Period(self.first_year - 1, self.type, self._in_a_year)

    @property
    def following(self) -> Period | None:
        """The period of the same type just after it; None after the latest year."""
        if self.number < self._in_a_year:
            return Period(self.first_year, self.type, self.number + 1)
        if self.first_year == LAST_YEAR:
            return None
        return Period(self.first_year + 1, self.type)

    @property
    def a_year_earlier(self) -> Period | None:
        """The same period of the financial year before; None before the earliest year."""
        if self.first_year == FIRST_YEAR:
            return None
        return Period(self.first_year - 1, self.type, self.number)

    def ended_by(self, day: date) -> bool:
        """Return whether *day* is its last day or a later one."""
        return self.end <= day

    @property
    def _length(self) -> int:
        return _MONTHS_LONG[self.type]

    @property
    def _in_a_year(self) -> int:
        return _MONTHS_IN_A_YEAR // self._length


@cache
def months_of_year(first_year: int) -> tuple[Period, ...]:
    """Return the twelve months of the financial year that begins in April of *first_year*."""
    # Kept, since a series asks for the same months hundreds of times; there are 110 years at most.
    numbers = range(1, _MONTHS_IN_A_YEAR + 1)
    return tuple(Period(first_year, PeriodType.MONTH, number) for number in numbers)


@cache
def _first_day(first_year: int, months: int) -> date:
    """Return the first of the month that lies *months* after April of *first_year*."""
    years, month = divmod(_FIRST_MONTH - 1 + months, _MONTHS_IN_A_YEAR)
    return date(first_year + years, month + 1, 1)


@lru_cache(maxsize=4_096)  # a batch has few periods and many rows
def _read(text: str) -> Period:
    match = _CANONICAL.fullmatch(text) or _AS_WRITTEN.fullmatch(text)
    if match is None:
        raise PeriodUnclear(readings_of(text))
    first, second, part = match.groups()
    if (int(first) + 1) % 100 != int(second):
        raise PeriodUnclear(readings_of(text))
    try:
        if part:
            return Period(int(first), _LETTERS[part[0]], int(part[1:]))
        return Period(int(first))
    except ValueError as error:
        raise PeriodUnclear(because=str(error)) from error
