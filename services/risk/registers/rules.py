"""What a matrix makes of a likelihood and an impact, and when a risk is looked at again."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING, Final

from shared.contracts.risk.registers import Band, Level, Matrix
from shared.pictures.palette import FEWEST_BANDS, band_colours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.contracts.risk.registers import Register


def _levels(*labels: str) -> list[Level]:
    return [Level(label=label) for label in labels]


USUAL_MATRIX: Final = Matrix(
    likelihood=_levels("Rare", "Unlikely", "Possible", "Likely", "Almost certain"),
    impact=_levels("Insignificant", "Minor", "Moderate", "Major", "Severe"),
    bands=[
        Band(code="low", label="Low", from_score=1, review_every_months=12),
        Band(code="medium", label="Medium", from_score=5, review_every_months=6),
        Band(code="high", label="High", from_score=10, review_every_months=3),
        Band(code="very-high", label="Very high", from_score=17, review_every_months=1),
    ],
    appetite=6,
    tolerance=12,
)
"""Five by five, as most councils have it. The bands, their cadence and both lines are *our choice*:
there is no standard, and a register may have its own."""


def score(likelihood: int | None, impact: int | None) -> int | None:
    """Return likelihood times impact; None if either is not known. No score is ever invented."""
    return None if likelihood is None or impact is None else likelihood * impact


def band_of(matrix: Matrix, points: int | None) -> Band | None:
    """Return the band that a score lies in: the last one that begins at or below it."""
    if points is None:
        return None
    return [band for band in matrix.bands if band.from_score <= points][-1]


def have_same_scales(one: Matrix, other: Matrix) -> bool:
    """Return whether scores on both mean the same, so that they can be compared.

    Bands, colours and lines may differ: they say what is made of a score, not what it is.
    """
    return (one.likelihood, one.impact) == (other.likelihood, other.impact)


def colours_of(matrix: Matrix) -> Sequence[str]:
    """Return the colour of each band, lowest first: its own, or the palette's."""
    usual = band_colours(max(len(matrix.bands), FEWEST_BANDS))
    return [band.colour or own for band, own in zip(matrix.bands, usual, strict=False)]


def off_the_matrix(matrix: Matrix, likelihood: int | None, impact: int | None) -> Sequence[str]:
    """Return which of the two the matrix has no step for."""
    steps = {"likelihood": (likelihood, matrix.likelihood), "impact": (impact, matrix.impact)}
    return [name for name, (step, scale) in steps.items() if step and step > len(scale)]


def review_every_months(register: Register, points: int | None) -> int:
    """Return how many months a review lasts for a current score, or for one that is not known."""
    band = band_of(register.matrix, points)
    return band.review_every_months if band else register.unscored_review_every_months


def months_after(day: date, months: int) -> date:
    """Return the same day so many months on, or that month's last if it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
