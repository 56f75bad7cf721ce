"""Plans and their items over HTTP."""

from typing import Annotated

from fastapi import Depends, Response

from services.projects.kept.kinds import Address
from services.projects.kept.places import ProjectsWriter, read_at, written_at
from services.projects.kept.routes import Operations
from services.projects.plans import use_cases
from services.projects.plans.kinds import ITEM, PLAN
from shared.contracts.projects.items import Item, ItemDefinition, PlanStructure
from shared.contracts.projects.kept import StepReason
from shared.contracts.projects.plans import PlanDefinition
from shared.web.asking import KnownAt
from shared.web.conditional import Seen, tag_of
from shared.web.routing import OperationRouter, Reads, Writes

plans = OperationRouter(prefix="/v1/projects/bodies/{body}/plans", tags=["plans"])
items = OperationRouter(prefix="/v1/projects/bodies/{body}/plans/{plan}/items", tags=["items"])

ReadPlan = Annotated[Address, Depends(read_at(PLAN.parts))]
WrittenItem = Annotated[Address, Depends(written_at(ITEM.parts))]

Operations(
    PLAN, PlanDefinition, use_cases.keep_plan, "plan", "plans", "the plans that a body keeps"
).add_to(plans)

Operations(
    ITEM,
    ItemDefinition,
    use_cases.keep_item,
    "plan_item",
    "plan_items",
    "the items of a plan",
    above=use_cases.find_plan,
    whole=use_cases.with_actions,
    whole_answer=Item,
).add_to(items)


@plans.get("/{plan}/structure")
async def read_plan_structure(at: ReadPlan, reader: Reads, known_at: KnownAt) -> PlanStructure:
    """Read the items of a plan as a tree, with orphans, and gaps in their numbering."""
    return await use_cases.read_structure(reader, at, known_at)


@items.post("/{item}/remove")
async def remove_plan_item(
    at: WrittenItem,
    why: StepReason,
    seen: Seen,
    tx: Writes,
    response: Response,
    writer: ProjectsWriter,
) -> Item:
    """Remove an item from its plan. What was said of it is kept, and it can be restored."""
    return await _step(tx, at, "remove", why, seen, response, writer)


@items.post("/{item}/restore")
async def restore_plan_item(
    at: WrittenItem,
    why: StepReason,
    seen: Seen,
    tx: Writes,
    response: Response,
    writer: ProjectsWriter,
) -> Item:
    """Put an item back into its plan."""
    return await _step(tx, at, "restore", why, seen, response, writer)


async def _step(
    tx: Writes,
    at: Address,
    step: str,
    why: StepReason,
    seen: Seen,
    response: Response,
    writer: ProjectsWriter,
) -> Item:
    after = await use_cases.take_step(tx, at, step, why.reason, seen, by=writer)
    response.headers["ETag"] = tag_of(after)
    return await use_cases.with_actions(tx, after, by=writer)
