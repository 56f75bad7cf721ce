"""Whether two scores can be compared, and how one went from the other."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from services.risk.registers.rules import have_same_scales
from shared.contracts.risk.views import ScoreDirection, ScoreMove

if TYPE_CHECKING:
    from datetime import datetime

    from services.risk.views.gathering import Scored
    from shared.contracts.risk.assessments import Score

UNKNOWN: Final = "unknown"
ANOTHER_MATRIX: Final = "another_matrix"


def share(score: Score | None) -> Fraction | None:
    """Return a score's share of the highest that its matrix has; None if it is not known.

    What ranks scores of several matrices, on one of which it is the order of the scores (*our
    choice*): a 12 of 25 stands below an 8 of 16.
    """
    if score is None or score.score is None or score.highest is None:
        return None
    return Fraction(score.score, score.highest)


class Comparison(NamedTuple):
    """How a score went from an earlier one, or why that can't be said."""

    direction: ScoreDirection | None
    not_compared: str | None


def compared(before: Scored | None, after: Scored | None) -> Comparison:
    """Return how a current score went."""
    if before is None or after is None or None in {before.score.score, after.score.score}:
        return Comparison(None, UNKNOWN)
    if not have_same_scales(before.matrix, after.matrix):
        return Comparison(None, ANOTHER_MATRIX)
    was, now = before.score.score or 0, after.score.score or 0
    if was == now:
        return Comparison(ScoreDirection.SAME, None)
    return Comparison(ScoreDirection.UP if now > was else ScoreDirection.DOWN, None)


def moved(before: Scored | None, after: Scored | None, since: datetime) -> ScoreMove:
    """Return how a current score went *since* an instant, as it is answered."""
    went = compared(before, after)
    return ScoreMove(
        since=since,
        before=before.score if before else None,
        direction=went.direction,
        not_compared=went.not_compared,
    )
