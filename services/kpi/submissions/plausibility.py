"""What makes a figure doubtful, though it may be right: it is held until someone explains it.

Each rule can be checked by hand. A doubt is no fault: whoever explains the figure has it kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from shared.calendar.periods import Period
from shared.contracts.kpi.vocabulary import Accumulation, Unit

if TYPE_CHECKING:
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
    """Why a figure is doubtful: the rule, what it expects, and what it found."""

    code: str
    detail: str
    column: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The figures beside which one is judged.

    Attributes:
        stored: As they stand.
        sent: Of the same batch; they count before what stands.
    """

    stored: Mapping[FigureKey, Numbers]
    sent: Mapping[FigureKey, Numbers] = field(default_factory=dict)

    def doubts(self, indicator: Indicator, period: str, says: Numbers) -> list[Doubt]:
        """Return every doubt about a figure; none about one that is not there."""
        if says.value is None:
            return []
        found = []
        if exceeds_100(indicator, says.value):
            detail = f"The rate is above 100, which {indicator.code} cannot be."
            found.append(Doubt("rate_above_100", detail, "numerator", "100", _said(says.value)))
        if indicator.accumulation is Accumulation.CUMULATIVE:
            found += self._falls(indicator, period, says)
        return found

    def _falls(self, indicator: Indicator, period: str, says: Numbers) -> list[Doubt]:
        """Doubt a figure since April that is below the one before it, or above the one after it.

        Of the one after it, only what stands counts: in one batch the later of two is doubted.
        """
        before, after = beside(period)
        sent = self.sent.get((indicator.code, before or ""))
        earlier = sent or self.stored.get((indicator.code, before or ""))
        key = (indicator.code, after or "")
        later = None if key in self.sent else self.stored.get(key)
        found = []
        if (fall := _fall(earlier, says)) is not None:
            column, least, here = fall
            detail = f"It counts from April, and is below {before}'s."
            found.append(
                Doubt("cumulative_falls", detail, column, f"at least {_said(least)}", _said(here))
            )
        if (fall := _fall(says, later)) is not None:
            column, here, most = fall
            detail = f"It counts from April, and is above {after}'s."
            found.append(
                Doubt("cumulative_falls", detail, column, f"at most {_said(most)}", _said(here))
            )
        return found


def exceeds_100(indicator: Indicator, value: Decimal) -> bool:
    """Return whether a rate is above 100 where it cannot be."""
    return indicator.unit is Unit.PERCENT and not indicator.may_exceed_100 and value > _FULL


def beside(period: str) -> tuple[str | None, str | None]:
    """Return the periods before and after one in its financial year, where there are such."""
    known = _BESIDE.get(period)
    if known is None:
        at = Period.parse(period)
        number = at.number
        before = Period(at.first_year, at.type, number - 1) if number > 1 else None
        try:
            after = Period(at.first_year, at.type, number + 1)
        except ValueError:
            after = None
        known = (None if before is None else str(before), None if after is None else str(after))
        _BESIDE[period] = known
    return known


_BESIDE: Final[dict[str, tuple[str | None, str | None]]] = {}
"""Remembered: there are 17 periods in each of 110 years."""


def _fall(earlier: Numbers | None, later: Numbers | None) -> tuple[str, Decimal, Decimal] | None:
    """Return where the later figure is below the earlier: in which column, and both numbers.

    Numerators are compared where both are known, since a debit may change without any refund.
    """
    if earlier is None or later is None:
        return None
    for column in ("numerator", "value"):
        first, second = getattr(earlier, column), getattr(later, column)
        if first is not None and second is not None:
            return (column, first, second) if second < first else None
    return None


def _said(number: Decimal) -> str:
    return format(number.normalize(), "f")
