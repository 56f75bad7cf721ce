"""What makes a figure doubtful, though it may be right: it is held until someone explains it.

Each rule can be checked by hand. A doubt is no fault: whoever explains the figure has it kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from shared.calendar.periods import Period, PeriodType
from shared.contracts.kpi.vocabulary import Accumulation, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from shared.contracts.kpi.indicators import Indicator

_FULL: Final = Decimal(100)

FigureKey = tuple[str, str]
"""Indicator and period."""


class Numbers(Protocol):
    """What a figure says in numbers."""

    @property
    def numerator(self) -> Decimal | None: ...  # noqa: D102
    @property
    def value(self) -> Decimal | None: ...  # noqa: D102


class Doubt(NamedTuple):
    """Why a figure is doubtful: the rule, what it expects, and the number that it found."""

    code: str
    detail: str
    column: str
    expected: str
    number: Decimal

    @property
    def found(self) -> str:
        """What was found, in words: a number is no text."""
        return f"it is {_said(self.number)}"


@dataclass(slots=True)
class Neighbours:
    """The figures beside which one is judged: what stands, and what of its batch is kept.

    Rows are judged in the order of their periods, and each is kept before the next is judged. So a
    row is never judged beside one that is held or rejected.

    Attributes:
        standing: As it is once the rows judged so far are kept.
        coming: What is still to be judged.
    """

    standing: dict[FigureKey, Numbers]
    coming: set[FigureKey] = field(default_factory=set)

    def keep(self, key: FigureKey, says: Numbers) -> None:
        """Let a figure stand from now on."""
        self.standing[key] = says

    def doubts(self, indicator: Indicator, period: str, says: Numbers) -> list[Doubt]:
        """Return every doubt about a figure; none about one that is not there."""
        if says.value is None:
            return []
        found = []
        if exceeds_100(indicator, says.value):
            detail = f"The rate is above 100, which {indicator.code} cannot be."
            found.append(Doubt("rate_above_100", detail, "numerator", "at most 100", says.value))
        if indicator.accumulation is Accumulation.CUMULATIVE:
            found += self._falls(indicator.code, period, says)
        return found

    def _falls(self, code: str, period: str, says: Numbers) -> Iterator[Doubt]:
        """Doubt a figure since April that is below the last before it, or above the next after.

        What is still to be judged is not looked at: of two in a batch, the later is doubted.
        """
        whole, place = year_around(period)
        earlier = self._first_known(code, reversed(whole[:place]))
        if earlier and (fall := _fall(self.standing[code, earlier], says)):
            column, least, here = fall
            detail = f"It counts from April, and is below {earlier}'s."
            yield Doubt("cumulative_falls", detail, column, f"at least {_said(least)}", here)
        later = self._first_known(code, whole[place + 1 :])
        if later and (fall := _fall(says, self.standing[code, later])):
            column, here, most = fall
            detail = f"It counts from April, and is above {later}'s."
            yield Doubt("cumulative_falls", detail, column, f"at most {_said(most)}", here)

    def _first_known(self, code: str, periods: Iterable[str]) -> str | None:
        for period in periods:
            if (code, period) in self.coming:
                return None
            known = self.standing.get((code, period))
            if known is not None and known.value is not None:
                return period
        return None


def exceeds_100(indicator: Indicator, value: Decimal) -> bool:
    """Return whether a rate is above 100 where it cannot be."""
    return indicator.unit is Unit.PERCENT and not indicator.may_exceed_100 and value > _FULL


def year_around(period: str) -> tuple[Sequence[str], int]:
    """Return the periods of one's type in its financial year, and the place of it among them."""
    known = _YEARS.get(period)
    if known is None:
        at = Period.parse(period)
        number = {PeriodType.MONTH: 12, PeriodType.QUARTER: 4, PeriodType.YEAR: 1}[at.type]
        whole = tuple(str(Period(at.first_year, at.type, each + 1)) for each in range(number))
        known = _YEARS[period] = (whole, at.number - 1)
    return known


_YEARS: Final[dict[str, tuple[Sequence[str], int]]] = {}
"""Remembered: there are 17 periods in each of 110 years."""


def _fall(earlier: Numbers, later: Numbers) -> tuple[str, Decimal, Decimal] | None:
    """Return where the later figure is below the earlier: in which column, and both numbers.

    Numerators are compared where both are known, since a debit may change without any refund.
    """
    for column in ("numerator", "value"):
        first, second = getattr(earlier, column), getattr(later, column)
        if first is not None and second is not None:
            return (column, first, second) if second < first else None
    return None


def _said(number: Decimal) -> str:
    return format(number.normalize(), "f")
