"""The life of a communication: nominated representatives approve it, then it may be released."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shared.contracts.projects.communications import CommunicationState
from shared.contracts.values import instant_text
from shared.lifecycle import LifeCycle, Step
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from shared.contracts.projects.communications import CommunicationContent
    from shared.security.principal import Principal


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a communication stands, and when that is asked."""

    body: str
    state: CommunicationState
    embargo: datetime | None
    now: datetime

    @classmethod
    def of(cls, communication: CommunicationContent, now: datetime) -> Stand:
        """Return where *communication* stands at *now*."""
        return cls(communication.body, communication.state, communication.embargo, now)


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
    Step("approve", {DRAFT}, None, Scope.PROJECTS_APPROVE),
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
