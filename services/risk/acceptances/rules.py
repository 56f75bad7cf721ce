"""What an acceptance is worth on a day. It is derived each time, and never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.contracts.risk.vocabulary import Validity

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Later(NamedTuple):
    """The current score as it was assessed after an acceptance.

    Attributes:
        score: None if it is not known.
        is_comparable: Whether it was made on the scales of the accepted one.
    """

    score: int | None
    is_comparable: bool


class Worth(NamedTuple):
    """What an acceptance is worth, and why it is not valid."""

    validity: Validity
    reason: str | None


def worth(
    accepted: int,
    expires: date,
    later: Iterable[Later],
    on: date,
    *,
    is_revoked: bool = False,
    is_superseded: bool = False,
) -> Worth:
    """Return what an acceptance is worth on a day.

    Where several reasons hold, the first here is told: revoked, superseded, void, expired. The day
    of its expiry is its last.
    """
    if is_revoked:
        return Worth(Validity.REVOKED, "It was revoked.")
    if is_superseded:
        return Worth(Validity.SUPERSEDED, "The risk was accepted anew since.")
    if broken := _why_void(accepted, later):
        return Worth(Validity.VOID, broken)
    if on > expires:
        return Worth(Validity.EXPIRED, f"It expired at the end of {expires}.")
    return Worth(Validity.VALID, None)


def _why_void(accepted: int, later: Iterable[Later]) -> str | None:
    """Return why the scores since void an acceptance: the first that does, for good.

    A score that falls back does not mend it: whoever accepted did not agree to the way there. That
    one not known, or on other scales, voids it too is *our choice*: nobody accepted that.
    """
    for score, is_comparable in later:
        if score is None:
            return "The current score was assessed as not known since."
        if not is_comparable:
            return "The risk was assessed on other scales since; scores on them do not compare."
        if score > accepted:
            return f"The current score rose to {score} since, above the accepted {accepted}."
    return None
