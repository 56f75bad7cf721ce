"""What a value is made of, how it follows from it, and how several are put together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Final

from services.kpi.formulas.precision import EXACT, kept
from shared.contracts.kpi.vocabulary import Accumulation, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

SCALES: Final = {
    Unit.PERCENT: Decimal(100),
    Unit.DAYS: Decimal(1),
    Unit.DAYS_PER_FTE: Decimal(1),
    Unit.PER_1000: Decimal(1000),
}


@dataclass(frozen=True, slots=True)
class Components:
    """A numerator and, for a ratio, its denominator, as the council counted them."""

    numerator: Decimal
    denominator: Decimal | None = None


def derive_value(unit: Unit, components: Components) -> Decimal:
    """Return the value that *components* make, kept to 6 decimals.

    A percentage is 100 n/d, days and days per FTE n/d, a rate per thousand 1,000 n/d; counts and
    pounds are the numerator, whatever the denominator.

    Raises:
        ValueError: If a ratio has no denominator, or a zero or negative one.
    """
    if not unit.is_ratio:
        return kept(components.numerator)
    if components.denominator is None or components.denominator <= 0:
        message = f"A value in {unit} needs a denominator above zero."
        raise ValueError(message)
    with localcontext(EXACT):
        return kept(SCALES[unit] * components.numerator / components.denominator)


def pool(parts: Sequence[Components]) -> Components:
    """Return the sums of numerators and denominators: of members, or of months.

    The denominator is None if any part lacks one, so that no ratio is made of some of them.

    Raises:
        ValueError: If there are no parts.
    """
    if not parts:
        message = "There is nothing to pool."
        raise ValueError(message)
    denominators = [part.denominator for part in parts if part.denominator is not None]
    with localcontext(EXACT):
        return Components(
            numerator=sum((part.numerator for part in parts), Decimal(0)),
            denominator=sum(denominators, Decimal(0)) if len(denominators) == len(parts) else None,
        )


def components_over(
    accumulation: Accumulation, months: Sequence[Components | None]
) -> Components | None:
    """Return what a stretch of months comes to: a quarter, a year, or April to date.

    Args:
        accumulation: A cumulative figure or a snapshot speaks by its last month; a count and an
            average are pooled.
        months: Every month of the stretch, oldest first; None where the figure is missing.

    Returns:
        The components, or None if a month that is needed is missing.

    Raises:
        ValueError: If there are no months, or for an annual indicator, which has none.
    """
    if not months or accumulation is Accumulation.ANNUAL:
        message = "An annual indicator has no months." if months else "There are no months."
        raise ValueError(message)
    if accumulation in {Accumulation.CUMULATIVE, Accumulation.SNAPSHOT}:
        return months[-1]
    known = [month for month in months if month is not None]
    return pool(known) if len(known) == len(months) else None
