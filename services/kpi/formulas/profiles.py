"""A target's twelve monthly values: what they must satisfy, and what they say of a period."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from services.kpi.formulas.precision import EXACT, kept
from shared.calendar.periods import PeriodType
from shared.contracts.kpi.vocabulary import Accumulation, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.calendar.periods import Period

MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class ProfileFault:
    """How a profile breaks its accumulation's rule: a stable code, and a sentence."""

    code: str
    detail: str


def faults_of_profile(
    accumulation: Accumulation, annual: Decimal | None, months: Sequence[Decimal]
) -> Sequence[ProfileFault]:
    """Return how a profile breaks the rule of its accumulation; empty if it doesn't.

    A cumulative profile never falls and ends at the annual target; a count's months sum to it.
    Averages and snapshots are free. An annual indicator takes no profile. Without an annual target
    nothing is compared with it.
    """
    if accumulation is Accumulation.ANNUAL:
        takes_none = "An annual indicator is measured once a year and takes no profile."
        return [ProfileFault("profile_of_annual", takes_none)] if months else []
    if len(months) != MONTHS:
        detail = f"A profile has twelve months, April to March; this one has {len(months)}."
        return [ProfileFault("profile_length", detail)]
    if accumulation is Accumulation.CUMULATIVE:
        return [*_falls(months), *_misses_at_the_end(annual, months)]
    if accumulation is Accumulation.COUNT:
        return _misses_in_sum(annual, months)
    return []


def profile_of_period(
    accumulation: Accumulation,
    period: Period,
    annual: Decimal | None,
    months: Sequence[Decimal | None] | None,
) -> Decimal | None:
    """Return what a period's own value is compared with; None if the profile does not say.

    A year is compared with the annual target, and so is every period of an annual indicator. A
    quarter takes its last month (cumulative, snapshot), the sum of its months (count) or, by
    *choice*, their mean (average).
    """
    return _profile_over(accumulation, period, period.months, annual, months)


def profile_to_date(
    accumulation: Accumulation,
    period: Period,
    annual: Decimal | None,
    months: Sequence[Decimal | None] | None,
) -> Decimal | None:
    """Return what the value from April to the period's end is compared with, if anything.

    As `profile_of_period`, over the months from April: the last, the sum, or by *choice* the mean.
    """
    return _profile_over(accumulation, period, period.months_to_date, annual, months)


def implied(unit: Unit, members: Sequence[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    """Return the profile that members' own profiles imply for their partnership.

    Args:
        unit: Counts and pounds are summed; ratios are weighted.
        members: Each member's profile value, and its denominator of the period as the weight.

    Returns:
        The sum or the weighted mean, not rounded, since what it is worth in pounds is worked from
        it; None without members, or where a ratio's weight is missing or the weights sum to zero.
    """
    if not members:
        return None
    with localcontext(EXACT):
        if not unit.is_ratio:
            return sum((value for value, _ in members), Decimal(0))
        weighted = [(value, weight) for value, weight in members if weight is not None]
        total = sum((weight for _, weight in weighted), Decimal(0))
        if len(weighted) < len(members) or total == 0:
            return None
        return sum((value * weight for value, weight in weighted), Decimal(0)) / total


def _profile_over(
    accumulation: Accumulation,
    period: Period,
    stretch: Sequence[Period],
    annual: Decimal | None,
    months: Sequence[Decimal | None] | None,
) -> Decimal | None:
    if accumulation is Accumulation.ANNUAL or period.type is PeriodType.YEAR:
        return annual
    # Of a profile with more or fewer months nobody knows which month a value belongs to.
    if months is None or len(months) != MONTHS:
        return None
    values = [months[month.number - 1] for month in stretch]
    if accumulation in {Accumulation.CUMULATIVE, Accumulation.SNAPSHOT}:
        values = values[-1:]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    with localcontext(EXACT):
        total = sum(known, Decimal(0))
        return kept(total / len(known) if accumulation is Accumulation.AVERAGE else total)


def _falls(months: Sequence[Decimal]) -> Sequence[ProfileFault]:
    return [
        ProfileFault(
            "profile_falls",
            f"A cumulative profile never falls, but M{month:02d} is {later:f} "
            f"after {earlier:f} in M{month - 1:02d}.",
        )
        for month, (earlier, later) in enumerate(pairwise(months), start=2)
        if later < earlier
    ]


def _misses_at_the_end(annual: Decimal | None, months: Sequence[Decimal]) -> Sequence[ProfileFault]:
    if annual is None or months[-1] == annual:
        return []
    detail = (
        f"A cumulative profile ends at the annual target, {annual:f}, but M12 is {months[-1]:f}."
    )
    return [ProfileFault("profile_end", detail)]


def _misses_in_sum(annual: Decimal | None, months: Sequence[Decimal]) -> Sequence[ProfileFault]:
    with localcontext(EXACT):
        total = sum(months, Decimal(0))
    if annual is None or total == annual:
        return []
    detail = f"A count's months sum to the annual target, {annual:f}, but these sum to {total:f}."
    return [ProfileFault("profile_sum", detail)]
