"""The life of a submission: held until it is explained, then ready, approved or rejected.

Two people look, or nobody has: whoever submitted, explained, or set the target does not approve.
Client and holder are compared, so that one person with two clients is still one pair of eyes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.lifecycle import LifeCycle, Step
from shared.security.hands import had_a_hand
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from shared.security.hands import Hand
    from shared.security.principal import Principal


class State(StrEnum):
    """Where a submission stands."""

    HELD = "held"
    READY = "ready"
    APPROVED = "approved"
    REJECTED = "rejected"


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
    return sentence if had_a_hand(hands, by) else None
