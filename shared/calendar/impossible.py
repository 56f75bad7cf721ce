"""Timescales that have the form of a date, a quarter or a span, and name none that there is.

`31 June 2026` is a slip, and `Ongoing` is not: who writes the one is told, and the other is kept.
"""

from __future__ import annotations

import re
from calendar import month_name
from datetime import date
from typing import TYPE_CHECKING, Final

from shared.calendar.dates import FIRST_YEAR, LAST_YEAR
from shared.calendar.timescales import plainly, readings_of_timescale, sides_of

if TYPE_CHECKING:
    from collections.abc import Callable

_NO_DAY: Final = f"reads as a day, but the calendar has none such from {FIRST_YEAR} to {LAST_YEAR}"
_NO_MONTH: Final = (
    f"reads as a month, but the calendar has none such from {FIRST_YEAR} to {LAST_YEAR}"
)
_NO_QUARTER: Final = "reads as a quarter, but there is none such; a year's are Q1 to Q4"
_BACKWARDS: Final = "ends before it starts"
_YEARS_AS_ONE: Final = 50
"""`2020-22` may be some years, and is no slip of a month; `2019-13` is one."""


def why_impossible(text: str, first_year: int | None = None) -> str | None:
    """Return why a timescale can't be; None if it can, or has no form that we know.

    Args:
        text: As its plan writes it.
        first_year: Where the financial year begins in which a text without a year is read.
    """
    if readings_of_timescale(text, first_year):
        return None
    written = plainly(text)
    if whole := _of_stretch(written):
        return whole
    if match := _AROUND.fullmatch(written):
        return why_impossible(match[1] or match[2], first_year)
    for before, after in sides_of(written):
        for side in (before, after):
            if why := _of_stretch(side):
                return why
        if readings_of_timescale(before) and readings_of_timescale(after):
            return _BACKWARDS
    return None


def _of_stretch(text: str) -> str | None:
    """Return why a text can't be that has the form of one day, month or quarter."""
    if readings_of_timescale(text):
        return None
    for pattern, why in _FORMS:
        if match := pattern.fullmatch(text):
            return why(match)
    return None


def _day(match: re.Match[str]) -> str | None:
    month = match["month"]
    number = int(month) if month.isdecimal() else _BY_NAME[month[:3].lower()]
    return None if _is_there(int(match["year"]), number, int(match["day"])) else _NO_DAY


def _month(match: re.Match[str]) -> str | None:
    year, month = int(match["year"]), int(match["month"])
    is_years = (month - year) % 100 < _YEARS_AS_ONE
    return None if is_years or _is_there(year, month, 1) else _NO_MONTH


def _is_there(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return FIRST_YEAR <= year <= LAST_YEAR


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.ASCII)


_BY_NAME: Final = {name[:3].lower(): number for number, name in enumerate(month_name) if name}
_NAMES: Final = "|".join(f"{n[:3]}(?:{n[3:]})?" for n in month_name if n) + "|Sept"
_MONTH: Final = rf"(?P<month>{_NAMES})\.?"
_DAY: Final = "(?P<day>[0-9]{1,3})(?:st|nd|rd|th)?"
_YEAR: Final = "(?P<year>[0-9]{1,6})"
_GAP: Final = "[-/ .]+"
_AROUND: Final = _pattern(
    "(?:by|until|till|up to|from|now (?:until|till|to|-)|(?:the )?end of) (?:the )?"
    "(?:end (?:of )?)?(.+?)(?: onwards?)?|(.+) onwards?"
)
_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...]] = (
    (_pattern(f"{_DAY}{_GAP}{_MONTH},?{_GAP}{_YEAR}"), _day),
    (_pattern(f"{_MONTH}{_GAP}{_DAY},?{_GAP}(?P<year>[0-9]{{4,6}})"), _day),
    (_pattern("(?P<year>[0-9]{4})[-/](?P<month>[0-9]{1,2})[-/](?P<day>[0-9]{1,2})"), _day),
    (_pattern("(?P<day>[0-9]{1,3})/(?P<month>[0-9]{1,3})/(?P<year>[0-9]{1,6})"), _day),
    (_pattern("(?P<day>[0-9]{1,2})[-.](?P<month>[0-9]{1,2})[-.](?P<year>[0-9]{4,6})"), _day),
    (_pattern("(?P<year>[0-9]{4})-(?P<month>[0-9]{2})"), _month),
    (_pattern(f"(?:{_NAMES})\\.?{_GAP}[0-9]{{3,6}}"), lambda _: _NO_MONTH),
    (
        _pattern("(?:q|quarter ?)[0-9]{1,3}(?:,? (?:of )?[0-9]{4}(?:[-/][0-9]{2})?)?"),
        lambda _: _NO_QUARTER,
    ),
    (_pattern("[0-9]{4}(?:[-/][0-9]{2})?[ -]?(?:q|quarter ?)[0-9]{1,3}"), lambda _: _NO_QUARTER),
)
