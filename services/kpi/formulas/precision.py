"""How numbers are kept, and how they are shown."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Final

EXACT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
"""Enough digits for any sum or quotient of stored numbers before it is rounded once."""

_KEPT: Final = Decimal("0.000001")
_NOTHING: Final = Decimal("0.000000")


def kept(value: Decimal) -> Decimal:
    """Return *value* as it is stored: 6 decimals, half-even, never minus zero."""
    rounded = EXACT.quantize(value, _KEPT)
    return rounded or _NOTHING  # a quotient of a small refund can round to -0


def shown(value: Decimal, decimals: int) -> Decimal:
    """Return *value* as a board reads it: half-up, as a calculator would, never minus zero.

    *Choice*: halves go away from zero, so 84.65 shows as 84.7 and -84.65 as -84.7.
    """
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, context=EXACT)
    return EXACT.add(rounded, Decimal(0))
