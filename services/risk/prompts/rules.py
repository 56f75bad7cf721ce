"""When a signal at a risk is answered, and what it asks for until then."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.contracts.risk.signals import SignalState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime


class Heard(NamedTuple):
    """A signal, as far as answers to it go.

    Attributes:
        turned: The day, London's, on which the indicator turned.
        recorded_at: When it was heard of here.
    """

    turned: date
    recorded_at: datetime


class Looked(NamedTuple):
    """A review, as far as signals go.

    Attributes:
        first_day: The first day that its own date can mean.
    """

    first_day: date
    recorded_at: datetime


def state_of(signal: Heard, reviews: Iterable[Looked], *, is_dismissed: bool) -> SignalState:
    """Return whether somebody has answered a signal.

    A review answers it if it was recorded after the signal was heard of, and looked no earlier than
    on the day of the turn, whichever day its date means: one of long ago, recorded today, has not
    looked at it, and one of `2026` may have looked before it turned.
    """
    if is_dismissed:
        return SignalState.DISMISSED
    answered = any(
        review.recorded_at > signal.recorded_at and review.first_day >= signal.turned
        for review in reviews
    )
    return SignalState.REVIEWED if answered else SignalState.OPEN


def asks(indicator: str, period: str) -> str:
    """Return what an open signal asks for, and why."""
    return f"Reassess, because {indicator} turned red for {period}."
