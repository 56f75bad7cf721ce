"""Which target a body is compared with: its own, its partnership's, or its members' together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from services.kpi.formulas.profiles import implied, profile_of_period, profile_to_date
from services.kpi.formulas.rating import Tolerance, default_tolerance
from services.kpi.performance.reported import comparable_members, reporting_periods
from services.kpi.performance.series import value_of, value_to_date
from shared.contracts.answers import Flag
from shared.contracts.kpi.vocabulary import TargetSource, TargetStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from services.kpi.performance.evidence import Evidence
    from shared.calendar.periods import Period
    from shared.contracts.kpi.indicators import Indicator
    from shared.contracts.kpi.targets import Target

_OF_ALL_TOGETHER: Final = Flag(
    code="joint_target_of_a_total",
    detail="The partnership's joint target counts what all its members do together.",
)


@dataclass(frozen=True, slots=True)
class Expectation:
    """What is expected of a body by a period's end.

    Attributes:
        target: The year's value.
        profile: What the period's own value is compared with.
        ytd_profile: What the value from April to date is compared with.
        status: Whether one may compare with it; only `confirmed` is rated.
        source: Whose target it is; None where there is none.
    """

    target: Decimal | None
    profile: Decimal | None
    ytd_profile: Decimal | None
    status: TargetStatus | None
    source: TargetSource | None
    tolerance: Tolerance
    flags: tuple[Flag, ...]

    @property
    def is_confirmed(self) -> bool:
        """Whether a value may be rated against it."""
        return self.status is TargetStatus.CONFIRMED


def expectation_of(
    evidence: Evidence, body: str, indicator: Indicator, period: Period
) -> Expectation:
    """Return what *body* is compared with: the first that exists of the three kinds.

    Its own target counts even where it has no number (TBC, in words): then nothing is rated.
    """
    own = evidence.target(body, indicator.code, period)
    if own is not None:
        return _from_target(own, body, indicator, period, TargetSource.OWN)
    if body in evidence.partnerships:
        return _implied(evidence, body, indicator, period)
    joint = _joint_target(evidence, body, indicator, period)
    if joint is not None:
        expected = _from_target(joint, body, indicator, period, TargetSource.PARTNERSHIP)
        if indicator.unit.is_ratio:
            return expected
        return replace(expected, flags=(*expected.flags, _OF_ALL_TOGETHER))
    return _nothing(indicator)


def _from_target(
    target: Target, body: str, indicator: Indicator, period: Period, source: TargetSource
) -> Expectation:
    rule = (indicator.accumulation, period, target.annual, target.profile)
    return Expectation(
        target=target.annual,
        profile=profile_of_period(*rule),
        ytd_profile=profile_to_date(*rule),
        status=target.status,
        source=source,
        tolerance=_tolerance(indicator, target),
        flags=tuple(_flags_of(target, body, indicator)),
    )


def _joint_target(
    evidence: Evidence, council: str, indicator: Indicator, period: Period
) -> Target | None:
    """Return the joint target of the partnership that the council is in at the period's end.

    Of several partnerships the first by slug that has one.
    """
    at = _last_reported(indicator, period)
    for slug in sorted(evidence.partnerships):
        target = evidence.target(slug, indicator.code, period)
        if target is not None and council in evidence.members_of(slug, indicator.code, at):
            return target
    return None


def _implied(evidence: Evidence, slug: str, indicator: Indicator, period: Period) -> Expectation:
    """Return what the members' own targets come to: weighted by debit or caseload, or summed.

    Each member's value is weighted by its denominator of the same stretch (the period, or April
    to date); a weight or a target that is missing leaves nothing implied, and so do members that
    define the indicator differently. Members are those at the period's end.

    *Choice*: the tolerance is the indicator's, or the default, since members may differ.
    """
    members, _ = comparable_members(evidence, slug, indicator, _last_reported(indicator, period))
    targets = [evidence.target(member, indicator.code, period) for member in members]
    theirs = [
        _from_target(target, slug, indicator, period, TargetSource.IMPLIED)
        for target in targets
        if target is not None
    ]
    if not theirs:
        return _nothing(indicator)
    statuses = [one.status for one in theirs]
    if len(theirs) < len(members):
        annual = profile = to_date = None
    else:
        now = [value_of(evidence, one, indicator, period).denominator for one in members]
        since = [value_to_date(evidence, one, indicator, period).denominator for one in members]
        annual = _together(indicator, [one.target for one in theirs], now)
        profile = _together(indicator, [one.profile for one in theirs], now)
        to_date = _together(indicator, [one.ytd_profile for one in theirs], since)
    status = _common_status(statuses, is_complete=len(theirs) == len(members))
    has_something = status is not None or annual is not None or profile is not None
    return Expectation(
        target=annual,
        profile=profile,
        ytd_profile=to_date,
        status=status,
        source=TargetSource.IMPLIED if has_something else None,
        tolerance=_tolerance(indicator),
        flags=tuple(flag for one in theirs for flag in one.flags),
    )


def _together(
    indicator: Indicator, values: Sequence[Decimal | None], weights: Sequence[Decimal | None]
) -> Decimal | None:
    pairs = [
        (value, weight) for value, weight in zip(values, weights, strict=True) if value is not None
    ]
    return implied(indicator.unit, pairs) if len(pairs) == len(values) else None


def _common_status(
    statuses: Sequence[TargetStatus | None], *, is_complete: bool
) -> TargetStatus | None:
    """Return `confirmed` if all members' targets are, `tbc` if any is, else nothing."""
    if TargetStatus.TBC in statuses:
        return TargetStatus.TBC
    everyone = is_complete and all(status is TargetStatus.CONFIRMED for status in statuses)
    return TargetStatus.CONFIRMED if everyone else None


def _flags_of(target: Target, body: str, indicator: Indicator) -> Iterable[Flag]:
    """Return what a reader ought to know of a target, named as another's if it is one's."""
    whose = None if target.body == body else target.body
    if target.narrative is not None:
        yield Flag(code="narrative_target", detail=target.narrative, body=whose)
    if target.label is not None and target.label != indicator.title:
        yield Flag(code="own_label", detail=f'It calls this "{target.label}".', body=whose)
    for flag in target.flags:
        yield flag if flag.body is not None else flag.model_copy(update={"body": whose})


def _tolerance(indicator: Indicator, target: Target | None = None) -> Tolerance:
    terms = (target.tolerance if target is not None else None) or indicator.tolerance
    return (
        default_tolerance(indicator.unit) if terms is None else Tolerance(terms.kind, terms.amount)
    )


def _last_reported(indicator: Indicator, period: Period) -> Period:
    periods = reporting_periods(indicator, period.months)
    return periods[-1] if periods else period


def _nothing(indicator: Indicator) -> Expectation:
    return Expectation(
        target=None,
        profile=None,
        ytd_profile=None,
        status=None,
        source=None,
        tolerance=_tolerance(indicator),
        flags=(),
    )
