"""The axis of time: which days a timeline shows, where they lie, and what is written below them.

Years are financial ones, from 1 April. Which length is shown in months, quarters or years is our
choice: each of its steps has room for its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import TYPE_CHECKING, Final

from shared.calendar.dates import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_IN_MONTHS: Final = 20
_IN_QUARTERS: Final = 22 * 3
_LONGEST: Final = 40
"""Years. What lies further out is told at the edge, so that one wrong year spoils no picture."""

_A_DAY: Final = timedelta(days=1)
_HALF_A_YEAR: Final = timedelta(days=183)
_FEW_MONTHS: Final = 6
_MONTHS: Final = 12
_APRIL: Final = 4


@dataclass(frozen=True, slots=True)
class Tick:
    """A stretch of the axis: its name, its first day, and the day after its last."""

    name: str
    begins: date
    ends: date


@dataclass(frozen=True, slots=True)
class Axis:
    """The days from *begins* to before *ends*, from *left* to *right* on the sheet.

    Attributes:
        step: How many months each small stretch has: 1, 3 or 12.
    """

    begins: date
    ends: date
    left: float
    right: float
    step: int

    def at(self, day: date) -> float:
        """Return where a day begins; one outside lies at the edge."""
        share = (day - self.begins) / (self.ends - self.begins)
        return self.left + min(max(share, 0), 1) * (self.right - self.left)

    def after(self, day: date) -> float:
        """Return where a day ends, which is where the next one begins."""
        return self.right if day == date.max else self.at(day + _A_DAY)

    def middle(self, day: date) -> float:
        """Return the middle of a day."""
        return (self.at(day) + self.after(day)) / 2

    def holds(self, day: date) -> bool:
        """Return whether a day lies on it."""
        return self.begins <= day < self.ends

    def years(self) -> Iterator[Tick]:
        """Yield the financial years, the first and the last as far as they are shown."""
        for tick in self._stretches(_MONTHS):
            first = tick.begins.year - (tick.begins.month < _APRIL)
            yield Tick(f"{first}\u2013{(first + 1) % 100:02}", tick.begins, tick.ends)

    def steps(self) -> Iterator[Tick]:
        """Yield the small stretches: months or quarters; none where the years are all there is."""
        if self.step == 1:
            for tick in self._stretches(1):
                yield Tick(f"{tick.begins:%b}", tick.begins, tick.ends)
        elif self.step < _MONTHS:
            for tick in self._stretches(self.step):
                quarter = (tick.begins.month - _APRIL) % _MONTHS // self.step + 1
                yield Tick(f"Q{quarter}", tick.begins, tick.ends)

    def _stretches(self, months: int) -> Iterator[Tick]:
        begins = self.begins
        while begins < self.ends:
            ends = min(_first(begins, months, steps=1), self.ends)
            yield Tick("", begins, ends)
            begins = ends


def axis_of(days: Sequence[date], on: date, left: float, right: float) -> Axis:
    """Return the axis that shows these days, and *on* if it lies not far from them.

    It is far if it would make the axis longer by more than half, or than half a year. A few months
    are shown in their financial years; so is *on*, if there is no day.
    """
    shown = _not_far(days) or [on]
    first, last = min(shown), max(shown)
    far = max((last - first) / 2, _HALF_A_YEAR)
    if first - far <= on <= last + far:
        first, last = min(first, on), max(last, on)
    months = (last.year - first.year) * _MONTHS + last.month - first.month + 1
    step = 1 if months <= _IN_MONTHS else 3 if months <= _IN_QUARTERS else _MONTHS
    if months <= _FEW_MONTHS:
        return Axis(_first(first, _MONTHS), _first(last, _MONTHS, steps=1), left, right, 1)
    return Axis(_first(first, step), _first(last, step, steps=1), left, right, step)


def _not_far(days: Sequence[date]) -> Sequence[date]:
    """Return the days, without those that lie too far from where most of them are."""
    if not days:
        return ()
    middle = min(max(median_low(days).year, FIRST_YEAR + _LONGEST), LAST_YEAR - _LONGEST)
    return [day for day in days if abs(day.year - middle) <= _LONGEST // 2]


def _first(day: date, months: int, *, steps: int = 0) -> date:
    """Return the first day of the stretch that *day* lies in, or of one that many after it.

    Stretches of so many months are counted from April, so that quarters and years are financial.
    """
    since_april = day.year * _MONTHS + day.month - _APRIL
    whole = (since_april // months + steps) * months + _APRIL - 1
    return date(whole // _MONTHS, whole % _MONTHS + 1, 1)
