"""What a text could mean that is no period in our notation, so that a refusal can ask back."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NOTATION: Final = (
    "Write a financial year as 2019-20, a quarter as 2019-20-Q1 (April to June) "
    "or a month as 2019-20-M01 (April)."
)
_MONTHS: Final = (  # noqa: SIM905 - as a list literal it would take twelve lines
    "January February March April May June July August September October November December"
).split()
_BY_SHORT_NAME: Final = {name[:3].lower(): n for n, name in enumerate(_MONTHS, start=1)}
_NAME: Final = "(" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in _MONTHS) + ")"
_SEPARATOR: Final = "[-/ .]"
_YEAR: Final = "((?:19|20)[0-9]{2})"
_YEARS_FROM: Final = 90
_A_LEAP_YEAR: Final = 2000
_MONTHS_IN_A_YEAR: Final = 12


class PeriodUnclear(ValueError):
    """A text is no period in our notation. The message asks back; it never echoes the text.

    Attributes:
        readings: What the text could mean, in words; empty if nothing comes to mind.
    """

    def __init__(self, readings: Sequence[str] = (), *, because: str = "") -> None:
        self.readings = tuple(readings)
        *others, last = self.readings or ("",)
        if others:
            seen = f"This could mean {', '.join(others)} or {last}."
        elif last:
            seen = f"This reads as {last}, which is no financial period in our notation."
        else:
            seen = because or "This is no financial period."
        super().__init__(f"{seen} {_NOTATION}")


def readings_of(text: str) -> Sequence[str]:
    """Return what *text* could mean, each reading with the canonical period it would be."""
    for pattern, read in _READERS:
        if match := pattern.fullmatch(text):
            return read(*match.groups())
    return ()


def _two_numbers(first: str, second: str) -> Sequence[str]:
    """Read `11-14`: years, or a month and a year, or a day and a month."""
    readings = []
    if _century(first) < _century(second):
        readings = [f"the years {_century(first)} to {_century(second)}"]
    if (int(first) + 1) % 100 == int(second):
        readings = [f"the financial year {_year(_century(first))}"]
    if 1 <= int(first) <= _MONTHS_IN_A_YEAR:
        readings.append(_month(int(first), _century(second)))
        readings += _day(int(second), int(first))
    if first != second:
        readings += _day(int(first), int(second))
    return readings


def _name_and_number(name: str, number: str) -> Sequence[str]:
    """Read `Dec-16`: a month of a year, or a day of the month."""
    month = _BY_SHORT_NAME[name[:3].lower()]
    return [_month(month, _century(number)), *_day(int(number), month)]


def _number_and_name(number: str, name: str) -> Sequence[str]:
    """Read `16-Dec`: a day of the month, or a month of a year."""
    return tuple(reversed(_name_and_number(name, number)))


def _name_and_year(name: str, year: str) -> Sequence[str]:
    """Read `December 2016`: one reading, but not our notation."""
    return [_month(_BY_SHORT_NAME[name[:3].lower()], int(year))]


def _year_and_number(year: str, number: str) -> Sequence[str]:
    """Read `2019-12` (a calendar month, or the year's twelfth) and `2019-21` (several years)."""
    if 1 <= int(number) <= _MONTHS_IN_A_YEAR:
        return [
            _month(int(number), int(year)),
            f"month {int(number)} of a financial year ({_year(int(year))}-M{int(number):02d})",
        ]
    last = int(year) // 100 * 100 + int(number)
    if last <= int(year) + 1:
        return ()
    return [f"the financial years {_year(int(year))} to {_year(last - 1)}"]


def _lone_year(year: str) -> Sequence[str]:
    """Read `2019`: the financial year that begins in it, or the one that ends in it."""
    return [
        f"the financial year that begins in it ({_year(int(year))})",
        f"the one that ends in it ({_year(int(year) - 1)})",
    ]


def _quarter(year: str, number: str) -> Sequence[str]:
    """Read `2019 Q1`: the calendar's quarter, or the financial year's."""
    first, quarter = int(year), int(number)
    earlier, financial = (first - 1, 4) if quarter == 1 else (first, quarter - 1)
    return [
        f"the calendar's quarter {quarter} ({_year(earlier)}-Q{financial})",
        f"the financial year's ({_year(first)}-Q{quarter})",
    ]


def _full_date(day: str, month: str, year: str) -> Sequence[str]:
    """Read `01/04/2019`: day first, as in England, or month first."""
    ways = [(int(day), int(month)), (int(month), int(day))]
    return [f"a day in {_month(m, int(year))}" for d, m in dict.fromkeys(ways) if _is_day(d, m)]


def _iso_date(year: str, month: str, day: str) -> Sequence[str]:
    """Read `2019-04-01`: a day, in a month that we can name."""
    is_day = _is_day(int(day), int(month))
    return [f"a day in {_month(int(month), int(year))}"] if is_day else ()


def _month(month: int, year: int) -> str:
    """Return a calendar month in words, with the financial month it is."""
    first, number = (year, month - 3) if month > 3 else (year - 1, month + 9)  # noqa: PLR2004 - March
    return f"{_MONTHS[month - 1]} {year} ({_year(first)}-M{number:02d})"


def _day(day: int, month: int) -> Sequence[str]:
    """Return a day in words, if a month can have it."""
    return [f"{day} {_MONTHS[month - 1]}"] if _is_day(day, month) else []


def _is_day(day: int, month: int) -> bool:
    """Return whether a month, and in a leap year February, has such a day."""
    return 1 <= month <= _MONTHS_IN_A_YEAR and 1 <= day <= monthrange(_A_LEAP_YEAR, month)[1]


def _century(two_digits: str) -> int:
    """Return the year between 1990 and 2089 that two digits stand for."""
    return int(two_digits) + (1900 if int(two_digits) >= _YEARS_FROM else 2000)


def _year(first: int) -> str:
    """Return the canonical notation of the financial year that begins in *first*."""
    return f"{first}-{(first + 1) % 100:02d}"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.ASCII)


_READERS: Final[Sequence[tuple[re.Pattern[str], Callable[..., Sequence[str]]]]] = (
    (_pattern(f"([0-9]{{2}}){_SEPARATOR}([0-9]{{2}})"), _two_numbers),
    (_pattern(f"{_NAME}{_SEPARATOR}?([0-9]{{1,2}})"), _name_and_number),
    (_pattern(f"([0-9]{{1,2}}){_SEPARATOR}?{_NAME}"), _number_and_name),
    (_pattern(f"{_NAME}{_SEPARATOR}?{_YEAR}"), _name_and_year),
    (_pattern(f"{_YEAR}{_SEPARATOR}([0-9]{{2}})"), _year_and_number),
    (_pattern(_YEAR), _lone_year),
    (_pattern(f"{_YEAR}{_SEPARATOR}?Q([1-4])"), _quarter),
    (_pattern(f"([0-9]{{1,2}}){_SEPARATOR}([0-9]{{1,2}}){_SEPARATOR}{_YEAR}"), _full_date),
    (_pattern(f"{_YEAR}{_SEPARATOR}([0-9]{{2}}){_SEPARATOR}([0-9]{{2}})"), _iso_date),
)
