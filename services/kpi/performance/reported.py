"""What a body reports for one period of an indicator's own frequency: posted, derived or pooled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from services.kpi.formulas.components import Components, components_over, pool
from services.kpi.performance.remarks import Remark
from shared.contracts.kpi.vocabulary import Accumulation, FigureStatus, Frequency

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from services.kpi.performance.evidence import Evidence
    from shared.calendar.periods import Period
    from shared.contracts.kpi.indicators import Indicator

UNSURE: Final = (FigureStatus.ESTIMATED, FigureStatus.PROVISIONAL)


@dataclass(frozen=True, slots=True)
class Reported:
    """What is there for one period: components, or a mere rate, or a reason for neither.

    Attributes:
        components: To be pooled with others.
        rate: The value, where its components are not known.
        lacking: Why there are no components and no rate.
        notes: What a reader of the value ought to know.
        is_approved: Whether every figure in it is approved.
    """

    components: Components | None = None
    rate: Decimal | None = None
    lacking: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()
    is_approved: bool = True

    @property
    def is_there(self) -> bool:
        """Whether there is a value at all."""
        return self.components is not None or self.rate is not None


def reporting_periods(indicator: Indicator, months: Sequence[Period]) -> Sequence[Period]:
    """Return the periods of the indicator's own frequency that lie wholly within *months*.

    Empty if they are too few: a quarterly indicator has no figure in a month.
    """
    if indicator.frequency is Frequency.MONTHLY:
        return months
    quarterly = indicator.frequency is Frequency.QUARTERLY
    longer = dict.fromkeys(month.quarter if quarterly else month.year for month in months)
    return [period for period in longer if set(period.months) <= set(months)]


def reported(evidence: Evidence, body: str, indicator: Indicator, period: Period) -> Reported:
    """Return what *body* reports for one period of the indicator's own frequency.

    A partnership's members are pooled; its own figure, as of a survey, stands only where they
    cannot be, and says so.
    """
    known = evidence.worked_out.get((body, indicator.code, period))
    if known is None:
        is_partnership = body in evidence.partnerships
        work_out = _of_partnership if is_partnership else _of_council
        known = work_out(evidence, body, indicator, period)
        evidence.worked_out[body, indicator.code, period] = known
    return known


def _of_partnership(
    evidence: Evidence, body: str, indicator: Indicator, period: Period
) -> Reported:
    pooled = _of_members(evidence, body, indicator, period)
    if pooled.is_there:
        return pooled
    own = _posted(evidence, body, indicator.code, period, is_ratio=indicator.unit.is_ratio)
    if not own.is_there:
        return pooled
    return replace(own, notes=(*own.notes, Remark("not_pooled", body, indicator.code, period)))


def comparable_members(
    evidence: Evidence, slug: str, indicator: Indicator, period: Period
) -> tuple[Sequence[str], tuple[Remark, ...]]:
    """Return the members to pool, or none and why: rates of unlike things are never pooled."""
    members = evidence.members_of(slug, indicator.code, period)
    if not members:
        return (), (Remark("no_members", slug, indicator.code, period),)
    own_way = {variant.body: variant.definition for variant in indicator.definition_variants}
    if len({own_way.get(member) for member in members}) > 1:
        return (), tuple(
            Remark("definitions_differ", member, indicator.code, period)
            for member in members
            if member in own_way
        )
    return members, ()


def _of_members(evidence: Evidence, slug: str, indicator: Indicator, period: Period) -> Reported:
    members, lacking = comparable_members(evidence, slug, indicator, period)
    if lacking:
        return Reported(lacking=lacking)
    parts = [reported(evidence, member, indicator, period) for member in members]
    return _all_of(parts, [(member, indicator.code) for member in members], period)


def _of_council(evidence: Evidence, body: str, indicator: Indicator, period: Period) -> Reported:
    if not indicator.pooled_from:
        return _posted(evidence, body, indicator.code, period, is_ratio=indicator.unit.is_ratio)
    derived = _derived(evidence, body, indicator, period)
    if derived.is_there:
        return derived
    typed = _posted(evidence, body, indicator.code, period, is_ratio=indicator.unit.is_ratio)
    if not typed.is_there:
        return derived
    return replace(typed, notes=(*typed.notes, Remark("typed_in", body, indicator.code, period)))


def _derived(evidence: Evidence, body: str, indicator: Indicator, period: Period) -> Reported:
    """Add up the posted components of the indicators that this one is pooled from.

    Only posted figures count, not derived ones: so indicators that name each other do no harm.
    """
    parts = []
    for code in indicator.pooled_from:
        part = evidence.indicators.get(code)
        if part is None:
            parts.append(Reported(lacking=(Remark("not_defined", body, code, period),)))
            continue
        within = reporting_periods(part, period.months)
        is_ratio = part.unit.is_ratio
        each = [_posted(evidence, body, code, at, is_ratio=is_ratio) for at in within]
        if not each:
            parts.append(Reported(lacking=(Remark("wrong_period_type", body, code, period),)))
            continue
        parts.append(together(part.accumulation, each, [(body, code, at) for at in within]))
    return _all_of(parts, [(body, code) for code in indicator.pooled_from], period)


def together(
    accumulation: Accumulation, each: Sequence[Reported], of: Sequence[tuple[str, str, Period]]
) -> Reported:
    """Return what consecutive periods come to: the last of them, or all of them pooled.

    Args:
        accumulation: Whether a figure speaks from April or of its own period alone.
        each: One or more periods, oldest first.
        of: Body, indicator and period of each.
    """
    if len(each) == 1 or accumulation not in {Accumulation.COUNT, Accumulation.AVERAGE}:
        return each[-1]
    components = components_over(accumulation, [one.components for one in each])
    if components is None:
        return Reported(lacking=_why_not(each, of))
    return Reported(
        components,
        notes=tuple(note for one in each for note in one.notes),
        is_approved=all(one.is_approved for one in each),
    )


def _all_of(parts: Sequence[Reported], of: Sequence[tuple[str, str]], period: Period) -> Reported:
    """Pool *parts* of the same period; lacking anything of one part, there is no sum."""
    components = [part.components for part in parts if part.components is not None]
    if len(components) < len(parts):
        return Reported(lacking=_why_not(parts, [(*whose, period) for whose in of]))
    return Reported(
        pool(components),
        notes=tuple(note for part in parts for note in part.notes),
        is_approved=all(part.is_approved for part in parts),
    )


def _why_not(
    parts: Sequence[Reported], of: Sequence[tuple[str, str, Period]]
) -> tuple[Remark, ...]:
    """Return what keeps *parts* from being pooled: what they lack, or that they are mere rates."""
    reasons: list[Remark] = []
    for part, (body, code, period) in zip(parts, of, strict=True):
        if part.rate is not None:
            reasons.append(Remark("no_components", body, code, period))
        reasons.extend(part.lacking)
    return tuple(reasons)


def _posted(
    evidence: Evidence, body: str, code: str, period: Period, *, is_ratio: bool
) -> Reported:
    """Return the figure as the body posted it. A count is its own component."""
    known = evidence.figure(body, code, period)
    is_held = (body, code, period) in evidence.held
    if known is None:
        lack = "held" if is_held else "no_figure"
        if body in evidence.hidden:
            lack = "not_visible"
        if (body, code, period) in evidence.apart:
            lack = "not_a_member"
        return Reported(lacking=(Remark(lack, body, code, period),))
    numerator = known.numerator if is_ratio or known.numerator is not None else known.value
    is_whole = numerator is not None and (known.denominator is not None or not is_ratio)
    if known.status is FigureStatus.NOT_AVAILABLE or not (is_whole or known.value is not None):
        return Reported(lacking=(Remark("not_available", body, code, period),))
    notes = (Remark(known.status.value, body, code, period),) if known.status in UNSURE else ()
    if is_held:
        notes = (*notes, Remark("another_held", body, code, period))
    if numerator is None or not is_whole:
        rate_only = Remark("reported_rate", body, code, period)
        return Reported(rate=known.value, notes=(*notes, rate_only), is_approved=known.is_approved)
    return Reported(
        Components(numerator, known.denominator), notes=notes, is_approved=known.is_approved
    )
