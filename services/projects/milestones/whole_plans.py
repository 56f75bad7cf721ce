"""What can be asked of all the milestones of a plan as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.projects.kept import queries
from services.projects.milestones.kinds import MILESTONE
from services.projects.milestones.waiting import contradictions, out_of_order, standings
from services.projects.plans.use_cases import find_plan, items_of
from shared.contracts.projects.dependencies import PlanDependencies
from shared.contracts.projects.vocabulary import Progress

if TYPE_CHECKING:
    from services.projects.kept.kinds import Address
    from shared.contracts.projects.milestones import MilestoneContent
    from shared.storage.sessions import Reader
    from shared.web.asking import AsKnown


async def milestones_of(reader: Reader, plan: Address) -> list[MilestoneContent]:
    """Return the milestones that stand in a plan, by item and name.

    Those that were removed do not, nor those of items that were.
    """
    items = {item.item for item in await items_of(reader, plan)}
    there = await queries.everything(reader, MILESTONE, plan)
    return [one for one in there if one.state is not Progress.REMOVED and one.item in items]


async def read_dependencies(reader: Reader, at: Address, as_known: AsKnown) -> PlanDependencies:
    """Return what slips of a plan's milestones do to those that wait for them.

    Raises:
        NotFound: If there is no such plan.
    """
    await find_plan(reader, at)
    there = await milestones_of(reader, at)
    told = standings(there)
    return PlanDependencies(
        body=at.body,
        plan=at.last,
        known_at=as_known.known_at,
        settled=as_known.settled,
        milestones=told,
        flags=[*contradictions(told), *out_of_order(there)],
    )
