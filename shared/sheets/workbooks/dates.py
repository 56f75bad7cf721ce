"""Dates and times as a workbook keeps them: days since its epoch, in a cell shown as a date."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final


class Shown(Enum):
    """As what a cell's format shows its number."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    PERCENT = "percent"


_LITERAL: Final = re.compile(r'"[^"]*"|\\.|_.|\*.')
_ELAPSED: Final = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"\[[^]]*\]")

_BUILT_IN: Final = {
    **dict.fromkeys((9, 10), Shown.PERCENT),
    **dict.fromkeys((*range(14, 18), 22, *range(27, 37), *range(50, 59)), Shown.DATE),
    **dict.fromkeys((18, 19, 20, 21), Shown.TIME),
}
"""Formats that have a number and no code (ECMA-376, part 1, 18.8.30); elapsed time is a number."""

_1900: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no zones
_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001 - as above
_FIRST_SURE: Final = 61
"""1 March 1900. Before it, the days of 1900 are counted with a 29 February that never was."""

_DAY_IN_MS: Final = 24 * 60 * 60 * 1000


def built_in(number: int) -> Shown:
    """Return what a format without a code shows."""
    return _BUILT_IN.get(number, Shown.NUMBER)


def shown_by(code: str) -> Shown:
    """Return what a format code shows, by what it says of positive numbers."""
    positive = _LITERAL.sub("", code).partition(";")[0]
    if _ELAPSED.search(positive):
        return Shown.NUMBER
    letters = _BRACKETED.sub("", positive).lower()
    if "general" in letters:
        return Shown.NUMBER
    if "y" in letters or "d" in letters:
        return Shown.DATE
    if "h" in letters or "s" in letters:
        return Shown.TIME
    if "m" in letters:
        return Shown.DATE
    return Shown.PERCENT if "%" in letters else Shown.NUMBER


def day_text(days: float, *, since_1904: bool) -> str | None:
    """Return a day as `2020-02-03`, with `T06:00:00` if it has a time; None if it is none.

    A time is rounded to the millisecond, which is what a workbook keeps of it.
    """
    if not since_1904 and days < _FIRST_SURE:
        return _early(days)
    if days < 0:
        return None
    try:
        instant = (_1904 if since_1904 else _1900) + _since_midnight(days)
    except OverflowError:
        return None
    return _written(instant)


def time_text(days: float) -> str | None:
    """Return a time of day as `06:00:00`; None if it is none."""
    if not 0 <= days < 1:
        return None
    written = _written(_1904 + _since_midnight(days))
    return written.partition("T")[2] or "00:00:00"


def iso_text(written: str) -> str | None:
    """Return a day that is written out in the workbook (ISO 8601), without a time at midnight."""
    try:
        return _written(datetime.fromisoformat(written).replace(tzinfo=None))
    except ValueError:
        return None


def serial(day: date) -> int | None:
    """Return the days that a workbook keeps for *day*; None before 1 March 1900."""
    days = (day - _1900.date()).days
    return days if days >= _FIRST_SURE else None


def _early(days: float) -> str | None:
    """Return a day of January or February 1900, counted from 1."""
    if not 1 <= days < _FIRST_SURE - 1:
        return None
    return _written(_1900 + _since_midnight(days + 1))


def _since_midnight(days: float) -> timedelta:
    return timedelta(milliseconds=round(days * _DAY_IN_MS))


def _written(instant: datetime) -> str:
    if instant.time() == instant.min.time():
        return instant.date().isoformat()
    return instant.isoformat(timespec="milliseconds" if instant.microsecond else "seconds")
