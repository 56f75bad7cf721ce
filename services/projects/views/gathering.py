"""Plans as known at an instant, whole: what every view of them is made of.

They are read in a statement or two, however many plans, items and milestones there are. Everything
that is made of them is pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from services.projects.kept import queries
from services.projects.kept.grouping import by_plan, grouped
from services.projects.milestones.kinds import MILESTONE
from services.projects.plans.kinds import ITEM, PLAN
from services.projects.plans.trees import branches
from services.projects.plans.use_cases import find_plan
from shared.contracts.projects.vocabulary import Keeping
from shared.refusals import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from services.projects.kept.kinds import Address, Kind
    from services.projects.kept.tables import KeptVersion
    from shared.contracts.projects.items import Branch, ItemContent
    from shared.contracts.projects.milestones import MilestoneContent
    from shared.contracts.projects.plans import Plan
    from shared.storage.sessions import Reader


@dataclass(frozen=True)
class Look:
    """A plan, its items and their milestones; what was removed is among them, and says so."""

    plan: Plan
    items: Sequence[ItemContent]
    milestones: Sequence[MilestoneContent]

    @cached_property
    def standing(self) -> Sequence[ItemContent]:
        """The items that were not removed."""
        return [item for item in self.items if item.state is Keeping.KEPT]

    @cached_property
    def tree(self) -> Sequence[Branch]:
        """The items that were not removed, in reading order."""
        return branches(self.standing)

    def of(self, item: str) -> Sequence[MilestoneContent]:
        """Return an item's milestones."""
        return self._by_item.get(item, ())

    @cached_property
    def _by_item(self) -> Mapping[str, Sequence[MilestoneContent]]:
        return grouped(self.milestones, lambda one: one.item)


async def gather(reader: Reader, at: Address) -> Look:
    """Return a plan as the reader's instant knows it.

    Raises:
        NotFound: If there is no such plan, or was none by then.
    """
    plan = await find_plan(reader, at)
    versions = await queries.all_kept(reader, at, (ITEM, MILESTONE))
    return Look(plan, _shown(ITEM, versions), _shown(MILESTONE, versions))


async def gather_all(reader: Reader, body: Address) -> Sequence[Look]:
    """Return all plans of a body as the reader's instant knows them, by code.

    Raises:
        NotFound: If it keeps none, or kept none by then.
    """
    versions = await queries.all_kept(reader, body, (PLAN, ITEM, MILESTONE))
    looks = []
    for of_plan in by_plan(versions).values():
        [plan] = _shown(PLAN, of_plan)
        looks.append(Look(plan, _shown(ITEM, of_plan), _shown(MILESTONE, of_plan)))
    if not looks:
        message = "The body keeps no plan."
        raise NotFound(message)
    return sorted(looks, key=lambda look: look.plan.plan)


def _shown(kind: Kind[Any], versions: Iterable[KeptVersion]) -> list[Any]:
    return [kind.shown(version) for version in versions if version.kind == kind.name]
