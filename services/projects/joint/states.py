"""The life of a communication: nominated representatives approve it, then it may be released.

Two people look, or nobody has: who ever wrote what it says does not record an approval of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shared.contracts.projects.communications import CommunicationState
from shared.contracts.values import instant_text
from shared.lifecycle import LifeCycle, Step
from shared.security.hands import had_a_hand
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from shared.contracts.projects.communications import CommunicationContent
    from shared.security.hands import Hand
    from shared.security.principal import Principal


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a communication stands, and when that is asked.

    Attributes:
        writers: Who ever wrote it, or changed what it says.
    """

    body: str
    state: CommunicationState
    embargo: datetime | None
    now: datetime
    writers: Sequence[Hand] = ()

    @classmethod
    def of(
        cls, communication: CommunicationContent, now: datetime, writers: Sequence[Hand] = ()
    ) -> Stand:
        """Return where *communication* stands at *now*."""
        return cls(communication.body, communication.state, communication.embargo, now, writers)


def own_text(stand: Stand, by: Principal) -> str | None:
    """Object to an approval by whoever wrote it."""
    if had_a_hand(stand.writers, by):
        return "You wrote it, or changed it; somebody else approves."
    return None


def _under_embargo(stand: Stand, _: Principal) -> str | None:
    if stand.embargo is None or stand.embargo <= stand.now:
        return None
    return f"It is under embargo until {instant_text(stand.embargo)}; release it then."


DRAFT, APPROVED, RELEASED = CommunicationState

LIFE: Final[LifeCycle[Stand]] = LifeCycle(
    Step(
        "change",
        {DRAFT, APPROVED},
        None,
        Scope.PROJECTS_WRITE,
    ),
    Step("approve", {DRAFT}, None, Scope.PROJECTS_APPROVE, unless=(own_text,)),
    Step(
        "release",
        {APPROVED},
        RELEASED,
        Scope.PROJECTS_APPROVE,
        unless=(_under_embargo,),
    ),
)
"""It is approved once all have approved it whose approval it needs: that is no step of its own."""


def state_with(approval_of: Collection[str], approved_by: Collection[str]) -> CommunicationState:
    """Return where it stands with these councils' approvals; any one will do if none is named."""
    if approved_by and set(approval_of) <= set(approved_by):
        return APPROVED
    return DRAFT
