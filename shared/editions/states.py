"""The life of an edition: from its proposal, through another's approval, to its hour.

Two people look, or nobody has: who proposed it does not approve it. The approval is bound to the
content hash; what changes that, such as a text that may not be public any more, voids it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from shared.lifecycle import LifeCycle, Step
from shared.publication.manifest import CANCEL_AHEAD
from shared.security.hands import Hand, had_a_hand

if TYPE_CHECKING:
    from datetime import datetime

    from shared.security.principal import Principal
    from shared.security.scopes import Scope


class State(StrEnum):
    """Where an edition stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


UNDER_WAY: Final = frozenset({State.PROPOSED, State.APPROVED, State.SCHEDULED})
"""A subject and quarter have one such edition at a time."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where an edition stands, and what stands in its way.

    Attributes:
        is_current: Whether its subject, as known at its instant, still says what it would publish.
        proposer: Who proposed it.
    """

    body: str
    state: State
    content_hash: str
    now: datetime
    is_current: bool
    proposer: Hand
    publish_at: datetime | None = None


def own_proposal(stand: Stand, by: Principal) -> str | None:
    """Object to an approval by whoever proposed."""
    return "You proposed it; somebody else approves." if had_a_hand([stand.proposer], by) else None


def has_changed(stand: Stand, _: Principal) -> str | None:
    """Object to the approval of what would say something else by now."""
    if stand.is_current:
        return None
    return "It would say something else by now. Cancel it, and propose anew."


def is_too_late(stand: Stand, _: Principal) -> str | None:
    """Object to a cancellation when the hour is all but there."""
    if stand.publish_at is not None and stand.publish_at - CANCEL_AHEAD <= stand.now:
        return "Its hour is less than a second away. Withdraw it once it is public."
    return None


@cache
def life_of(approves: Scope) -> LifeCycle[Stand]:
    """Return the life of the editions that holders of *approves* decide upon."""
    return LifeCycle(
        Step(
            "approve",
            {State.PROPOSED},
            State.APPROVED,
            approves,
            unless=(own_proposal, has_changed),
        ),
        # An approval that something has voided since is none: the state says so.
        Step("schedule", {State.APPROVED}, State.SCHEDULED, approves),
        Step("cancel", UNDER_WAY, State.CANCELLED, approves, unless=(is_too_late,)),
        Step("withdraw", {State.PUBLISHED, State.SUPERSEDED}, State.WITHDRAWN, approves),
    )
