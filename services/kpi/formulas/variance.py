"""How far a value lies from its profile, and what that is worth."""

from __future__ import annotations

from decimal import Decimal, localcontext

from services.kpi.formulas.precision import EXACT, kept, shown


def variance(value: Decimal, profile: Decimal) -> Decimal:
    """Return the value less its profile, in the indicator's unit, as kept and not as shown."""
    return kept(EXACT.subtract(value, profile))


def variance_in_pounds(value: Decimal, profile: Decimal, net_collectable_debit: Decimal) -> Decimal:
    """Return what a rate's distance from its profile is worth.

    Args:
        value: In-year collection rate at a month, in percent, not rounded: of a debit of 200
            million, the sixth decimal is worth a pound.
        profile: The rate that was profiled for the same month, in percent, not rounded either.
        net_collectable_debit: Of the full year, in pounds (QRC4 line 01).

    Returns:
        Pounds, to the pound (half-up, as all that is shown); negative if less was collected than
        profiled.
    """
    with localcontext(EXACT):
        return shown((value - profile) / 100 * net_collectable_debit, decimals=0)
