"""When a risk is due to be looked at again, and which scores a look of long ago had before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from services.risk.registers.rules import have_same_scales, months_after, review_every_months
from shared.calendar.working_days import working_days_between
from shared.contracts.risk.vocabulary import RiskState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from shared.contracts.risk.registers import Register

WORKED_ON: Final = {RiskState.OPEN, RiskState.MATERIALISED}
"""A closed risk is not reviewed."""


class Due(NamedTuple):
    """When a risk is due, and how late that is on a day."""

    next_review: date
    is_stale: bool
    working_days: int


def due(last_looked: date, months: int, on: date) -> Due:
    """Return when a risk is looked at again.

    Args:
        last_looked: The last day that the last review's date can mean: a review of `2016-12`
            counts from the 31st (*our choice*). Without any, when the risk was first recorded.
        months: By the cadence of its score's band.
        on: The day to compare with. A risk is stale from the day after; that it falls on a weekend
            moves nothing.
    """
    next_review = months_after(last_looked, months)
    return Due(next_review, on > next_review, working_days_between(next_review, on))


def cadence(register: Register, points: int | None, made_on: Register | None) -> int:
    """Return how many months a review lasts.

    By the register as it stands. A score made on other scales means nothing there: its band and
    cadence are those of the register that it was made on, until it is assessed anew (*our choice*).
    """
    if made_on is None or have_same_scales(register.matrix, made_on.matrix):
        return review_every_months(register, points)
    return review_every_months(made_on, points)


class Made(NamedTuple):
    """An assessment, as far as a review of long ago asks for it.

    Attributes:
        since: The first day that its own date can mean; without one, when it was recorded.
    """

    kind: str
    since: date
    number: int


def stood_on(day: date, assessments: Iterable[Made]) -> list[Made]:
    """Return which assessment of each kind stood on *day*: the last recorded that was made by then.

    So a review of long ago that is recorded today has no score that was assessed since.
    """
    stood = {each.kind: each for each in assessments if each.since <= day}
    return list(stood.values())
