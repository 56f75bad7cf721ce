"""Timescales as plans write them: what spans of days a text could mean, each told in words.

`Sept 2012- March 2013` has one reading. `06/05/2009` has two, and is asked back. `Q3` has one in a
plan of one financial year, and else lacks its year. `Ongoing` has none, and means no days to us.

Our choices: `by` and `until` a month or a year is until its last day, and a year that stands alone,
as in `Now until 2017`, is the calendar's.
"""

from __future__ import annotations

import re
from calendar import isleap, month_name
from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING, Final, NamedTuple

from shared.calendar.dates import FIRST_YEAR, LAST_YEAR, PartialDate, readings_of_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from shared.calendar.dates import Reading

_APRIL: Final = 4
_FEBRUARY: Final = 2
_LEAP_DAY: Final = 29
_MONTHS_OF_A_QUARTER: Final = 3
_MONTHS_IN_A_YEAR: Final = 12
_A_DAY: Final = timedelta(days=1)


class Span(NamedTuple):
    """What a timescale could mean: from its first day to its last, either of which may be open.

    If both are, the year is missing.
    """

    starts: date | None
    ends: date | None
    words: str

    @property
    def lacks_its_year(self) -> bool:
        """Whether no day is known, since the text tells no year."""
        return self.starts is None and self.ends is None

    def allows(self, starts: date | None, ends: date | None) -> bool:
        """Return whether these days, of which one may be left out, are those of this reading."""
        return starts in (None, self.starts) and ends in (None, self.ends)


def first_year_of(day: date) -> int:
    """Return the year in which the financial year of a day begins."""
    return day.year if day.month >= _APRIL else day.year - 1


def readings_of_timescale(text: str, first_year: int | None = None) -> Sequence[Span]:
    """Return what *text* could mean; nothing if it is no timescale to us.

    Args:
        text: As its plan writes it.
        first_year: Where the financial year begins in which a text without a year is read.
    """
    if first_year is not None and not FIRST_YEAR <= first_year < LAST_YEAR:
        first_year = None
    return list(dict.fromkeys(_span(plainly(text), first_year)))


def plainly(text: str) -> str:
    """Return a text with one kind of dash and of space, and no full stop at its end."""
    written = " ".join(_DASHES.sub("-", text).split())
    return _ORDINAL.sub(r"\1\2", written).rstrip(".")


def sides_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield what `Sept 2012- March 2013` parts into, at each of its dashes and such."""
    for match in _BETWEEN.finditer(text):
        yield text[: match.start()].strip(), text[match.end() :].strip()


def _span(text: str, year: int | None) -> Iterator[Span]:
    """Yield what a whole text could mean: one stretch, an open one, or from one to another."""
    stretches = list(_stretches(text, year))
    if stretches:
        yield from stretches
    elif match := _UNTIL.fullmatch(text):
        for last in _stretches(match[2], year):
            how = "by" if match[1].lower() == "by" else "until"
            yield _open(None, last.ends, f"{how} the end of {last.words}", last)
    elif match := _END_OF.fullmatch(text):
        for last in _stretches(match[1], year):
            yield _open(None, last.ends, f"the end of {last.words}", last)
    elif match := _FROM.fullmatch(text) or _ONWARDS.fullmatch(text):
        for first in _stretches(match[1], year):
            yield _open(first.starts, None, f"from {first.words} on", first)
    else:
        yield from _from_to(text, year)


def _open(starts: date | None, ends: date | None, words: str, of: Span) -> Span:
    is_a_day = of.starts is not None and of.starts == of.ends
    return Span(starts, ends, words.replace("the end of ", "") if is_a_day else words)


def _from_to(text: str, year: int | None) -> Iterator[Span]:
    """Yield what a text could mean that leads from one stretch to another."""
    for before, after in sides_of(text):
        lasts = list(_stretches(after, year))
        firsts = list(_stretches(before, year))
        if all(first.lacks_its_year for first in firsts):  # `April - Sept 2012`
            firsts = [first for last in lasts for first in _up_to(before, last)]
        for first, last in product(firsts, lasts):
            words = f"{first.words} to {last.words}"
            if first.lacks_its_year or last.lacks_its_year:
                yield Span(None, None, words)
            elif first.starts and last.ends and first.starts <= last.ends:
                yield Span(first.starts, last.ends, words)


def _up_to(before: str, last: Span) -> Iterator[Span]:
    """Yield what a text without its year is nearest before the end of what it leads to."""
    if last.ends is None:
        yield from _stretches(before, None)
        return
    for year in (first_year_of(last.ends), first_year_of(last.ends) - 1):
        for first in _stretches(before, year):
            if first.starts and first.starts <= last.ends:
                yield first
                return


def _stretches(text: str, year: int | None) -> Iterator[Span]:
    """Yield what a text could mean that names one day, month, quarter or year."""
    for reading in readings_of_date(text):
        yield from _of_date(reading, year)
    for pattern, read in _READERS:
        if match := pattern.fullmatch(text):
            yield from read(match, year)


def _of_date(reading: Reading, year: int | None) -> Iterator[Span]:
    if reading.year is not None:
        yield _stretch(PartialDate(reading.year, *reading[1:]))
    elif year is None or reading.month is None:
        yield Span(None, None, str(reading))
    else:
        meant = PartialDate(_calendar_year(reading.month, year), *reading[1:])
        if meant.month != _FEBRUARY or meant.day != _LEAP_DAY or isleap(meant.year):
            yield _stretch(meant)


def _financial_year(match: re.Match[str], _: int | None) -> Iterator[Span]:
    first = int(match[1])
    if _is_one(first, match[2]):
        yield Span(*_quarters(first, 1, 4), f"the financial year {_year(first)}")


def _quarter_of_year(match: re.Match[str], _: int | None) -> Iterator[Span]:
    number, first = int(match["number"]), int(match["first"])
    if _is_one(first, match["second"]):
        yield _quarter(number, first)
        if match["second"] is None:
            yield _calendar_quarter(number, first)


def _lone_quarter(match: re.Match[str], year: int | None) -> Iterator[Span]:
    number = int(match[1])
    if year is None:
        yield Span(None, None, f"quarter {number} of some year")
    else:
        yield _quarter(number, year)


def _lone_month(match: re.Match[str], year: int | None) -> Iterator[Span]:
    month = _BY_NAME[match[1][:3].lower()]
    if year is None:
        yield Span(None, None, f"{month_name[month]} of some year")
    else:
        yield _stretch(PartialDate(_calendar_year(month, year), month))


def _stretch(meant: PartialDate) -> Span:
    parts = (meant.day, meant.month and month_name[meant.month], meant.year)
    words = " ".join(str(part) for part in parts if part is not None)
    return Span(meant.first_day, meant.last_day, words)


def _calendar_year(month: int, first_year: int) -> int:
    return first_year if month >= _APRIL else first_year + 1


def _quarter(number: int, first_year: int) -> Span:
    starts, ends = _quarters(first_year, number, number)
    months = f"{month_name[starts.month]} to {month_name[ends.month]} {ends.year}"
    return Span(starts, ends, f"quarter {number} of {_year(first_year)}, {months}")


def _quarters(first_year: int, first: int, last: int) -> tuple[date, date]:
    """Return the first and the last day of some quarters of a financial year."""
    starts = _month_after(first_year, _APRIL, first - 1)
    return starts, _month_after(first_year, _APRIL, last) - _A_DAY


def _calendar_quarter(number: int, year: int) -> Span:
    starts = _month_after(year, 1, number - 1)
    ends = _month_after(year, 1, number) - _A_DAY
    words = f"{month_name[starts.month]} to {month_name[ends.month]} {year}"
    return Span(starts, ends, f"the calendar's quarter {number} of {year}, {words}")


def _month_after(year: int, month: int, quarters: int) -> date:
    """Return the first of the month that lies so many quarters after a month."""
    years, rest = divmod(month - 1 + quarters * _MONTHS_OF_A_QUARTER, _MONTHS_IN_A_YEAR)
    return date(year + years, rest + 1, 1)


def _year(first: int) -> str:
    return f"{first}-{(first + 1) % 100:02d}"


def _is_one(first: int, second: str | None) -> bool:
    """Return whether a financial year begins in *first* and, if that is told, ends in *second*."""
    ends = second is None or (first + 1) % 100 == int(second)
    return ends and FIRST_YEAR <= first < LAST_YEAR


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.ASCII)


_BY_NAME: Final = {name[:3].lower(): number for number, name in enumerate(month_name) if name}
_DASHES: Final = re.compile("[\u2010-\u2015\u2212]")
_ORDINAL: Final = _pattern(r"\b([0-9]{1,2}) (st|nd|rd|th)\b")
_UNTIL: Final = _pattern(
    "(by|until|till|up to|now (?:until|till|to|-)) (?:the )?(?:end (?:of )?)?(.+)"
)
_END_OF: Final = _pattern("(?:the )?end (?:of )?(.+)")
_FROM: Final = _pattern("from (.+?)(?: onwards?| on)?")
_ONWARDS: Final = _pattern("(.+) onwards?")
_BETWEEN: Final = _pattern(" ?- ?| (?:to|until|till) ")
_A_QUARTER: Final = "(?:q|quarter ?)(?P<number>[1-4])"
_OF_YEAR: Final = "(?P<first>[0-9]{4})(?:[-/](?P<second>[0-9]{2}))?"
_NAME: Final = (
    "(" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in month_name if name) + r"|Sept)\.?"
)
_READERS: Final[Sequence[tuple[re.Pattern[str], Callable[..., Iterator[Span]]]]] = (
    (_pattern("([0-9]{4})[-/]([0-9]{2})"), _financial_year),
    (_pattern(rf"{_A_QUARTER},? (?:of )?{_OF_YEAR}"), _quarter_of_year),
    (_pattern(rf"{_OF_YEAR}[ -]?{_A_QUARTER}"), _quarter_of_year),
    (_pattern("(?:q|quarter ?)([1-4])"), _lone_quarter),
    (_pattern(_NAME), _lone_month),
)
