"""The life of an item: it stands in its plan until it is removed, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.contracts.projects.vocabulary import Keeping
from shared.lifecycle import LifeCycle, Step
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from shared.contracts.projects.items import ItemContent
    from shared.security.principal import Principal

KEPT, REMOVED = Keeping


def _is_gone(_: ItemContent, __: Principal) -> str:
    return "The item was removed from its plan; restore it first."


LIFE: Final[LifeCycle[ItemContent]] = LifeCycle(
    Step("change", {KEPT}, None, Scope.PROJECTS_WRITE),
    Step("report", {KEPT}, None, Scope.PROJECTS_WRITE, astray=_is_gone),
    Step("remove", {KEPT}, REMOVED, Scope.PROJECTS_WRITE),
    Step("restore", {REMOVED}, KEPT, Scope.PROJECTS_WRITE),
)
"""To report is to say anything of it: a milestone, a position, its confidence, a decision."""
