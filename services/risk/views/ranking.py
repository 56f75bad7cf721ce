"""What stands out of a register: the highest risks, and what is late."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from services.risk.views.comparing import share
from shared.calendar.working_days import working_days_between
from shared.contracts.risk.views import LateKind, LateThing
from shared.contracts.risk.vocabulary import RiskState, Validity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from shared.contracts.risk.views import RegisterRow


def top_risks(rows: Sequence[RegisterRow], limit: int) -> list[RegisterRow]:
    """Return the open risks with the highest current scores; of equal ones the higher inherent.

    Scores are ranked by their share of their matrix's highest.
    One whose current score is not known comes after all others, by its inherent score.
    """
    open_rows = [row for row in rows if row.state is RiskState.OPEN]
    return sorted(open_rows, key=_rank)[:limit]


def _rank(row: RegisterRow) -> tuple[Fraction, Fraction, str]:
    nothing = Fraction(0)  # no score has so small a share
    return -(share(row.current) or nothing), -(share(row.inherent) or nothing), row.reference


def unscored(rows: Sequence[RegisterRow]) -> int:
    """Return how many open risks have no known current score."""
    return sum(
        row.state is RiskState.OPEN and (row.current is None or row.current.score is None)
        for row in rows
    )


def late_things(rows: Sequence[RegisterRow], on: date) -> list[LateThing]:
    """Return the reviews, actions and acceptances that are late on a day, the latest first."""
    found = [late for row in rows for late in _late(row, on)]
    return sorted(found, key=lambda late: (late.due, late.reference, late.what, late.code or ""))


def _late(row: RegisterRow, on: date) -> Iterator[LateThing]:
    if row.state is RiskState.CLOSED:
        return
    of_risk: dict[str, Any] = {"reference": row.reference, "title": row.title, "owners": row.owners}
    if row.is_stale and row.next_review is not None:
        yield LateThing(
            **of_risk,
            what=LateKind.REVIEW,
            code=None,
            due=row.next_review,
            working_days_late=row.stale_working_days,
        )
    for action in row.overdue_actions:
        yield LateThing(
            **of_risk,
            what=LateKind.ACTION,
            code=action.mitigation,
            due=action.due.date.last_day,
            working_days_late=action.working_days,
        )
    accepted = row.acceptance
    if accepted is not None and accepted.validity is Validity.EXPIRED:
        yield LateThing(
            **of_risk,
            what=LateKind.ACCEPTANCE,
            code=None,
            due=accepted.expires,
            working_days_late=working_days_between(accepted.expires, on),
        )
