"""The life of a submission: held until it is explained, then ready, approved or rejected.

Two people look, or nobody has: whoever submitted, explained, or set the target does not approve.
Client and holder are compared, so that one person with two clients is still one pair of eyes.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from shared.lifecycle import LifeCycle, Step
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from shared.security.principal import Principal


class State(StrEnum):
    """Where a submission stands."""

    HELD = "held"
    READY = "ready"
    APPROVED = "approved"
    REJECTED = "rejected"


class Hand(NamedTuple):
    """Who did something: a client, and the role that held its key."""

    client: str
    holder: str

    @classmethod
    def of(cls, principal: Principal) -> Hand:
        """Return the hand of a caller."""
        return cls(principal.client, principal.holder)

    def is_of(self, other: Hand) -> bool:
        """Return whether both are one pair of eyes; a role is the same however it is written."""
        return self.client == other.client or _folded(self.holder) == _folded(other.holder)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a submission stands, and who had a hand in it.

    Attributes:
        content_hash: Of what it changes, as it stands now. An approval is bound to it.
        explainers: Who explained a figure of it.
        target_setters: Who set a target that its figures are rated against.
    """

    body: str
    id: UUID
    state: State
    content_hash: str
    submitter: Hand
    explainers: tuple[Hand, ...] = ()
    target_setters: tuple[Hand, ...] = ()


def own_submission(stand: Stand, by: Principal) -> str | None:
    """Object to an approval by whoever submitted."""
    return _own((stand.submitter,), by, "You submitted it; somebody else approves.")


def own_explanation(stand: Stand, by: Principal) -> str | None:
    """Object to an approval by whoever explained a figure."""
    return _own(stand.explainers, by, "You explained a figure of it; somebody else approves.")


def own_target(stand: Stand, by: Principal) -> str | None:
    """Object to an approval by whoever set a target."""
    return _own(
        stand.target_setters, by, "You set a target of its figures; somebody else approves."
    )


LIFE: LifeCycle[Stand] = LifeCycle(
    Step("explain", {State.HELD}, None, Scope.KPI_SUBMIT),
    Step(
        "approve",
        {State.READY},
        State.APPROVED,
        Scope.KPI_APPROVE,
        unless=(own_submission, own_explanation, own_target),
    ),
    Step("reject", {State.HELD, State.READY}, State.REJECTED, Scope.KPI_APPROVE),
)


def _own(hands: Iterable[Hand], by: Principal, sentence: str) -> str | None:
    own = Hand.of(by)
    return sentence if any(hand.is_of(own) for hand in hands) else None


def _folded(holder: str) -> str:
    written = unicodedata.normalize("NFKC", holder).casefold()
    return "".join(letter for letter in written if letter.isalnum())
