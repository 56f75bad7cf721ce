"""How numbers are kept, and how they are shown."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from typing import Final

EXACT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)
"""Enough digits for any sum or quotient of stored numbers before it is rounded once."""

_KEPT: Final = Decimal("0.000001")


def kept(value: Decimal) -> Decimal:
    """Return *value* as it is stored: 6 decimals, half-even, never minus zero."""
    # Adding zero turns -0 into 0, which a quotient of a small refund can round to.
    return EXACT.add(value.quantize(_KEPT, context=EXACT), Decimal(0))


def shown(value: Decimal, decimals: int) -> Decimal:
    """Return *value* as a board reads it: half-up, as a calculator would, never minus zero.

    *Choice*: halves go away from zero, so 84.65 shows as 84.7 and -84.65 as -84.7.
    """
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP, context=EXACT)
    return EXACT.add(rounded, Decimal(0))
