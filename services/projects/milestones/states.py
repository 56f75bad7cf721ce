"""The life of a milestone: open until a person says that it is done, and shows by what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.contracts.projects.vocabulary import Progress
from shared.lifecycle import LifeCycle, Step
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from shared.contracts.projects.milestones import MilestoneContent
    from shared.security.principal import Principal

OPEN, COMPLETE, REMOVED = Progress


def _nothing_to_move(milestone: MilestoneContent, _: Principal) -> str | None:
    if any(date.actual is None for date in milestone.dates):
        return None
    return "It has no date that is still to come."


def _nothing_said(milestone: MilestoneContent, _: Principal) -> str | None:
    if milestone.completion or any(date.actual for date in milestone.dates):
        return None
    return "Nothing of it was said to be done."


LIFE: Final[LifeCycle[MilestoneContent]] = LifeCycle(
    Step("change", {OPEN}, None, Scope.PROJECTS_WRITE),
    Step("redate", {OPEN}, None, Scope.PROJECTS_WRITE, unless=(_nothing_to_move,)),
    Step("complete", {OPEN}, COMPLETE, Scope.PROJECTS_WRITE),
    Step("reopen", {OPEN, COMPLETE}, OPEN, Scope.PROJECTS_WRITE, unless=(_nothing_said,)),
    Step("remove", {OPEN, COMPLETE}, REMOVED, Scope.PROJECTS_WRITE),
    Step("restore", {REMOVED}, OPEN, Scope.PROJECTS_WRITE),
)
"""To complete the interim date leaves it open, and to reopen an open one takes that back. What is
restored stands as it did: complete, if it was."""
