"""The scorecard: each indicator's row of a body in a period, and its members' beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from services.kpi.formulas.precision import EXACT, kept
from services.kpi.formulas.rating import direction_of_travel, rate_against_profile
from services.kpi.formulas.variance import variance, variance_in_pounds
from services.kpi.performance.remarks import Remark, as_flags
from services.kpi.performance.reported import reporting_periods
from services.kpi.performance.series import ADDED_UP, simple_mean, value_of, value_to_date
from services.kpi.performance.targets import expectation_of
from shared.calendar.periods import PeriodType
from shared.contracts.answers import Flag
from shared.contracts.kpi.performance import PeriodValue, ScorecardRow
from shared.contracts.kpi.vocabulary import Accumulation, Frequency, Rag, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from services.kpi.performance.evidence import Evidence
    from services.kpi.performance.series import Measured
    from services.kpi.performance.targets import Expectation
    from shared.calendar.periods import Period
    from shared.contracts.kpi.indicators import Indicator

SHOWN_IN: Final[Mapping[PeriodType, frozenset[Frequency]]] = {
    PeriodType.MONTH: frozenset({Frequency.MONTHLY}),
    PeriodType.QUARTER: frozenset({Frequency.MONTHLY, Frequency.QUARTERLY}),
    PeriodType.YEAR: frozenset(Frequency),
}
"""Which indicators have something to say of a period: those reported at least as often."""


def scorecard_row(
    evidence: Evidence, body: str, indicator: Indicator, period: Period
) -> ScorecardRow:
    """Return how one indicator of *body* stands in *period*, every field of the contract."""
    now = value_of(evidence, body, indicator, period)
    since_april = value_to_date(evidence, body, indicator, period)
    last_year = _value_at(evidence, body, indicator, period.a_year_earlier)
    # What is counted from April only grows until March: it goes better, or worse, than last year.
    grows = indicator.accumulation is Accumulation.CUMULATIVE
    before = last_year if grows else _value_at(evidence, body, indicator, period.previous)
    expected = expectation_of(evidence, body, indicator, period)
    flags = [
        *now.flags,
        *_flags_to_date(now, since_april),
        *_flags_of_members(evidence, body, indicator, period),
        *_flags_of_ways(evidence, body, indicator, period, expected),
        *expected.flags,
    ]
    # Not validated: every part is typed already, and a sum may well take more than the 15 digits
    # that a number sent to us may have.
    return ScorecardRow.model_construct(
        indicator=indicator.code,
        title=indicator.title,
        unit=indicator.unit,
        decimals=indicator.decimals,
        polarity=indicator.polarity,
        accumulation=indicator.accumulation,
        period=str(period),
        value=now.value,
        numerator=now.numerator,
        denominator=now.denominator,
        basis=now.basis,
        profile=_kept(expected.profile),
        variance=_variance(now, expected),
        variance_gbp=_variance_in_pounds(now, expected, indicator),
        rag=_rag(now.value, expected.profile, indicator, expected),
        ytd_value=since_april.value,
        ytd_profile=_kept(expected.ytd_profile),
        ytd_rag=_rag(since_april.value, expected.ytd_profile, indicator, expected),
        target=_kept(expected.target),
        target_status=expected.status,
        target_source=expected.source,
        forecast=None,
        same_period_last_year=_as_period_value(period.a_year_earlier, last_year),
        direction=direction_of_travel(
            now.value, before, polarity=indicator.polarity, decimals=indicator.decimals
        ),
        commentary=evidence.commentary.get((body, indicator.code, period)),
        approval=_approval(now, since_april),
        flags=flags,
        missing=list(now.missing),
        as_published_in=None,
    )


def rag_of(evidence: Evidence, body: str, indicator: Indicator, period: Period) -> Rag:
    """Return the RAG of one row, and work out nothing else of it."""
    now = value_of(evidence, body, indicator, period)
    expected = expectation_of(evidence, body, indicator, period)
    return _rag(now.value, expected.profile, indicator, expected)


def rows_of(evidence: Evidence, body: str, period: Period) -> list[ScorecardRow]:
    """Return a row for each indicator that *body* has to do with, in order of their codes.

    That is each with a figure of the year or the year before, or a target of the year; of the
    body, of any of the partnership's members, or of an indicator that this one is pooled from.
    """
    return [
        scorecard_row(evidence, body, indicator, period)
        for indicator in _indicators_of(evidence, body, period)
    ]


def member_rows(evidence: Evidence, slug: str, period: Period) -> dict[str, list[ScorecardRow]]:
    """Return each member's rows beside its partnership's, by council.

    A member has a row wherever its partnership has one to which it counts, so that a gap shows;
    and none for what it does on its own. Of months of the period in which it does not count, its
    row tells nothing: who left in November is told of in no December.
    """
    indicators = _indicators_of(evidence, slug, period)
    rows: dict[str, list[ScorecardRow]] = {
        member: [] for member in evidence.members_during(slug, period)
    }
    for indicator in indicators:
        for member in _councils_of(evidence, slug, indicator, period):
            own = _apart(evidence, slug, member, indicator, period)
            seen = _without(evidence, own, member, indicator, period) if own else evidence
            rows.setdefault(member, []).append(scorecard_row(seen, member, indicator, period))
    return rows


def _apart(
    evidence: Evidence, slug: str, member: str, indicator: Indicator, period: Period
) -> frozenset[tuple[str, str, Period]]:
    """Return of which figures within *period* a member's row tells nothing beside its total."""
    return frozenset(
        (member, code, within)
        for at in reporting_periods(indicator, period.months)
        if member not in evidence.members_of(slug, indicator.code, at)
        for code in (indicator.code, *indicator.pooled_from)
        for within in {at, *at.months}
    )


def _without(
    evidence: Evidence,
    own: frozenset[tuple[str, str, Period]],
    member: str,
    indicator: Indicator,
    period: Period,
) -> Evidence:
    """Return the evidence without a member's *own* figures; nor, once it had left, its own text."""
    last = reporting_periods(indicator, period.months)[-1]
    has_left = (member, indicator.code, last) in own
    return replace(evidence, apart=own, commentary={} if has_left else evidence.commentary)


def _indicators_of(evidence: Evidence, body: str, period: Period) -> Sequence[Indicator]:
    shown = [
        indicator
        for indicator in evidence.indicators.values()
        if indicator.frequency in SHOWN_IN[period.type]
        and _concerns(evidence, body, indicator, period)
    ]
    return sorted(shown, key=lambda indicator: indicator.code)


def _concerns(evidence: Evidence, body: str, indicator: Indicator, period: Period) -> bool:
    bodies = [body]
    if body in evidence.partnerships:
        bodies.extend(_councils_of(evidence, body, indicator, period))
    years = (period.first_year, period.first_year - 1)
    return any(
        evidence.target(whose, indicator.code, period) is not None
        or any(
            (whose, code, year) in evidence.years_with_figures
            for code in (indicator.code, *indicator.pooled_from)
            for year in years
        )
        for whose in bodies
    )


def _councils_of(
    evidence: Evidence, slug: str, indicator: Indicator, period: Period
) -> Sequence[str]:
    """Return the members that count in the period, or in any month of it."""
    return sorted(
        {
            member
            for at in reporting_periods(indicator, period.months)
            for member in evidence.members_of(slug, indicator.code, at)
        }
    )


def _approval(now: Measured, since_april: Measured) -> str:
    """Return where a row stands: approved if every figure is that its values are made of."""
    if now.value is None:
        return "none"
    return "approved" if now.is_approved and since_april.is_approved else "submitted"


def _value_at(
    evidence: Evidence, body: str, indicator: Indicator, period: Period | None
) -> Decimal | None:
    return None if period is None else value_of(evidence, body, indicator, period).value


def _as_period_value(period: Period | None, value: Decimal | None) -> PeriodValue | None:
    if period is None or value is None:
        return None
    return PeriodValue.model_construct(period=str(period), value=value)


def _variance(now: Measured, expected: Expectation) -> Decimal | None:
    if now.value is None or expected.profile is None:
        return None
    return variance(now.value, kept(expected.profile))


def _variance_in_pounds(
    now: Measured, expected: Expectation, indicator: Indicator
) -> Decimal | None:
    """Return what the variance is worth, where the denominator is a debit in pounds.

    It is worked from the receipts themselves, so that members' pounds add up to the total's.
    """
    is_of_debit = indicator.denominator_is_debit and indicator.unit is Unit.PERCENT
    if not is_of_debit or now.numerator is None or now.denominator is None:
        return None
    if expected.profile is None:
        return None
    rate = EXACT.divide(100 * now.numerator, now.denominator)
    return variance_in_pounds(rate, expected.profile, now.denominator)


def _kept(value: Decimal | None) -> Decimal | None:
    return None if value is None else kept(value)


def _rag(
    value: Decimal | None, profile: Decimal | None, indicator: Indicator, expected: Expectation
) -> Rag:
    """Rate a value; there is nothing to rate against unless the target is confirmed."""
    if not expected.is_confirmed:
        return Rag.NONE
    return rate_against_profile(
        value,
        profile,
        polarity=indicator.polarity,
        decimals=indicator.decimals,
        tolerance=expected.tolerance,
    )


def _flags_to_date(now: Measured, since_april: Measured) -> Iterable[Flag]:
    """Say what the year to date lacks where the period itself lacks nothing."""
    if now.value is not None and since_april.value is None:
        for lack in since_april.missing:
            yield Flag(code="ytd_incomplete", detail=lack.detail, body=lack.body)


def _flags_of_members(
    evidence: Evidence, body: str, indicator: Indicator, period: Period
) -> Iterable[Flag]:
    """Name the members that count in some months of what is added up, and not in others."""
    if body not in evidence.partnerships or indicator.accumulation not in ADDED_UP:
        return ()
    within = reporting_periods(indicator, period.months)
    counting = {at: evidence.members_of(body, indicator.code, at) for at in within}
    return as_flags(
        (
            Remark("counts_in_part", member, indicator.code, at)
            for member in _councils_of(evidence, body, indicator, period)
            if any(member not in members for members in counting.values())
            for at, members in counting.items()
            if member in members
        ),
        body=body,
        indicator=indicator.code,
    )


def _flags_of_ways(
    evidence: Evidence, body: str, indicator: Indicator, period: Period, expected: Expectation
) -> Iterable[Flag]:
    """Name, on the row itself, what another way of working would have given."""
    if indicator.accumulation is not Accumulation.AVERAGE:
        return
    if period.type is PeriodType.QUARTER and expected.profile is not None:
        yield Flag(
            code="profile_is_mean_of_months",
            detail="The quarter's profile is the mean of its months'.",
        )
    mean = simple_mean(evidence, body, indicator, period)
    if mean is not None:
        yield Flag(
            code="simple_mean_of_periods",
            detail=f"The simple mean of the periods, DWP's way, is {mean.normalize():f} "
            f"{indicator.unit}.",
        )
