"""The value of any period, worked from what is reported, by the rule of its accumulation."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from services.kpi.formulas.components import derive_value
from services.kpi.formulas.precision import EXACT, kept
from services.kpi.performance.remarks import Remark, as_flags
from services.kpi.performance.reported import Reported, reported, reporting_periods, together
from shared.contracts.kpi.vocabulary import Accumulation, Basis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.kpi.performance.evidence import Evidence
    from shared.calendar.periods import Period
    from shared.contracts.answers import Flag
    from shared.contracts.kpi.indicators import Indicator

ADDED_UP = frozenset({Accumulation.COUNT, Accumulation.AVERAGE})
"""Accumulations whose figures speak of their own period alone."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with what it is made of; or, where it is None, what it lacks."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    basis: Basis | None
    missing: tuple[Flag, ...]
    flags: tuple[Flag, ...]
    is_approved: bool


def value_of(evidence: Evidence, body: str, indicator: Indicator, period: Period) -> Measured:
    """Return the value of a month, a quarter or a year.

    A cumulative figure or a snapshot speaks by the last month; counts are summed and averages
    pooled over every month, so one that is missing leaves the whole unknown. (Read "quarter" for
    "month" of a quarterly indicator.)
    """
    return _over(evidence, body, indicator, period, period.months)


def value_to_date(evidence: Evidence, body: str, indicator: Indicator, period: Period) -> Measured:
    """Return the value from 1 April to the period's end; that of the period where it is the same.

    It is the same where a figure speaks from April, of the end, or of the year.
    """
    months = period.months_to_date if indicator.accumulation in ADDED_UP else period.months
    return _over(evidence, body, indicator, period, months)


def simple_mean(
    evidence: Evidence, body: str, indicator: Indicator, period: Period
) -> Decimal | None:
    """Return the mean of an average's months, each with the same weight, as DWP counts a year.

    None of other accumulations, of a single month, or where a month's value is missing.
    """
    periods = reporting_periods(indicator, period.months)
    if indicator.accumulation is not Accumulation.AVERAGE or len(periods) < 2:  # noqa: PLR2004 - one has no mean
        return None
    values = [value_of(evidence, body, indicator, at).value for at in periods]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    with localcontext(EXACT):
        return kept(sum(known, Decimal(0)) / len(known))


def _over(
    evidence: Evidence, body: str, indicator: Indicator, period: Period, months: Sequence[Period]
) -> Measured:
    code = indicator.code
    periods = reporting_periods(indicator, months)
    if not periods:
        return _measured(
            body, indicator, Reported(lacking=(Remark("wrong_period_type", body, code, period),))
        )
    if indicator.accumulation not in ADDED_UP:
        periods = periods[-1:]
    each = [reported(evidence, body, indicator, at) for at in periods]
    whole = together(indicator.accumulation, each, [(body, code, at) for at in periods])
    return _measured(body, indicator, whole)


def _measured(body: str, indicator: Indicator, what: Reported) -> Measured:
    flags = as_flags(what.notes, body=body, indicator=indicator.code) if what.notes else ()
    if what.components is not None:
        return Measured(
            value=derive_value(indicator.unit, what.components),
            numerator=what.components.numerator,
            denominator=what.components.denominator,
            basis=Basis.COMPONENTS,
            missing=(),
            flags=flags,
            is_approved=what.is_approved,
        )
    return Measured(
        value=what.rate,
        numerator=None,
        denominator=None,
        basis=None if what.rate is None else Basis.REPORTED_RATE,
        missing=as_flags(what.lacking, body=body, indicator=indicator.code),
        flags=flags,
        is_approved=what.is_approved,
    )
