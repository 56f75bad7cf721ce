"""How a value stands: against its profile, and against the period before."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from services.kpi.formulas.precision import EXACT, shown
from shared.contracts.kpi.vocabulary import Direction, Polarity, Rag, ToleranceKind, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a profile may be missed and the value still be amber.

    Attributes:
        kind: Absolute, or relative to the profile.
        amount: In the indicator's unit if absolute (percentage points, days), else in percent.
    """

    kind: ToleranceKind
    amount: Decimal

    def allowance(self, profile: Decimal) -> Decimal:
        """Return the tolerance in the indicator's unit, at this profile value."""
        if self.kind is ToleranceKind.ABSOLUTE:
            return self.amount
        return EXACT.divide(EXACT.multiply(abs(profile), self.amount), Decimal(100))


_DEFAULTS: Final[Mapping[Unit, Decimal]] = {
    Unit.PERCENT: Decimal("0.5"),
    Unit.DAYS: Decimal("1.0"),
}


def default_tolerance(unit: Unit) -> Tolerance:
    """Return the tolerance of a target that names none. Always absolute.

    *Choice*: 0.5 percentage points and 1.0 days. Any other unit has none, so that a miss is red:
    counts, pounds and rates per FTE have no size that would suit every council.
    """
    return Tolerance(ToleranceKind.ABSOLUTE, _DEFAULTS.get(unit, Decimal(0)))


def rate_against_profile(
    value: Decimal | None,
    profile: Decimal | None,
    *,
    polarity: Polarity,
    decimals: int,
    tolerance: Tolerance,
) -> Rag:
    """Return how a value stands against its profile.

    Both are compared as they are shown, so the board never sees 84.7 against 84.7 in amber. A miss
    of exactly the tolerance is amber. A relative tolerance is taken of the profile as shown.
    """
    if profile is None or polarity is Polarity.NONE:
        return Rag.NONE
    if value is None:
        return Rag.GREY
    expected = shown(profile, decimals)
    missed_by = -_gain(shown(value, decimals), expected, polarity)
    if missed_by <= 0:
        return Rag.GREEN
    return Rag.AMBER if missed_by <= tolerance.allowance(expected) else Rag.RED


def direction_of_travel(
    value: Decimal | None, before: Decimal | None, *, polarity: Polarity, decimals: int
) -> Direction | None:
    """Return how a value stands against the one before, both as they are shown.

    None if either is unknown, or if neither way is better.
    """
    if value is None or before is None or polarity is Polarity.NONE:
        return None
    gain = _gain(shown(value, decimals), shown(before, decimals), polarity)
    if gain == 0:
        return Direction.SAME
    return Direction.BETTER if gain > 0 else Direction.WORSE


def _gain(value: Decimal, than: Decimal, polarity: Polarity) -> Decimal:
    """Return how much better *value* is; negative if it is worse."""
    higher = EXACT.subtract(value, than)
    return -higher if polarity is Polarity.LOWER else higher
