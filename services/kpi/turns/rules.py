"""What a decision on a submission may have turned, and what of it is a turn to red."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.calendar.periods import PeriodType
from shared.contracts.kpi.vocabulary import Frequency, Rag

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.calendar.periods import Period
    from shared.contracts.kpi.indicators import Indicator

Key = tuple[str, "Period"]
"""Indicator and period."""

_UNKNOWN = frozenset({Rag.GREY, Rag.NONE})


def rated_by(
    figures: Iterable[tuple[str, Period]], indicators: Mapping[str, Indicator]
) -> set[Key]:
    """Return the rows whose RAG follows from these figures.

    That is each figure's own, and those of the indicators that are pooled from it. *Choice*: in
    the periods in which an indicator is reported, so that a month's turn is told of the month and
    not again of its quarter and its year.
    """
    keys: set[Key] = set()
    for code, period in figures:
        for indicator in indicators.values():
            if code == indicator.code or code in indicator.pooled_from:
                at = _reported_in(period, indicator)
                keys |= set() if at is None else {(indicator.code, at)}
    return keys


def changed(now: Mapping[Key, Rag], before: Mapping[Key, Rag]) -> dict[Key, Rag]:
    """Return the colours that differ from those noticed before.

    *Choice*: a RAG that cannot be told changes nothing. Unknown is not better: what was red, was
    restated and is approved red again has not turned.
    """
    known = {key: rag for key, rag in now.items() if rag not in _UNKNOWN}
    return {key: rag for key, rag in known.items() if rag is not before.get(key)}


def _reported_in(period: Period, indicator: Indicator) -> Period | None:
    """Return the period in which *indicator* is reported that *period* lies in, if any does."""
    match indicator.frequency:
        case Frequency.MONTHLY:
            return period if period.type is PeriodType.MONTH else None
        case Frequency.QUARTERLY:
            return None if period.type is PeriodType.YEAR else period.quarter
        case Frequency.ANNUAL:
            return period.year
