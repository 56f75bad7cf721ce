"""What can be asked of plans and their items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.projects.kept import queries
from services.projects.kept.circles import leads_to
from services.projects.kept.use_cases import find, keep, keep_step, seen_now, stands_as_seen
from services.projects.plans.kinds import ITEM, PLAN
from services.projects.plans.states import KEPT, LIFE
from services.projects.plans.trees import above, branches, gaps, orphans
from shared.contracts.projects.items import MOST_ITEMS, Item, ItemContent, PlanStructure
from shared.contracts.projects.plans import MOST_PLANS
from shared.contracts.projects.vocabulary import ItemKind, Keeping, Shape
from shared.journal import hold
from shared.refusals import Conflict, Fault, Invalid

if TYPE_CHECKING:
    from services.projects.kept.kinds import Address, Kind, Shown
    from shared.contracts.projects.items import ItemDefinition
    from shared.contracts.projects.plans import Plan, PlanDefinition
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.asking import AsKnown
    from shared.web.conditional import Precondition

_USUAL_KIND: Final = {
    Shape.SERVICE_PLAN: ItemKind.KEY_PROJECT,
    Shape.IMPROVEMENT_PLAN: ItemKind.RECOMMENDATION,
    Shape.SERVICE_PRIORITIES: ItemKind.PRIORITY,
    Shape.JOINT_WORKING: ItemKind.SCOPING_ITEM,
}


async def find_plan(reader: Reader, at: Address) -> Plan:
    """Return a plan.

    Raises:
        NotFound: If the body keeps none of this code, or kept none at the reader's instant.
    """
    return await find(reader, PLAN, at)


async def find_item(reader: Reader, at: Address) -> ItemContent:
    """Return an item; one that was removed too, which says so.

    Raises:
        NotFound: If the plan has none of this reference, or had none at the reader's instant.
    """
    return await find(reader, ITEM, at)


async def item_to_report_on(tx: Transaction, at: Address, *, by: Principal) -> ItemContent:
    """Return an item of which *by* may say something now.

    Raises:
        NotFound: If there is none.
        Conflict: If it was removed.
    """
    item = await find_item(tx, at)
    LIFE.check("report", item, by=by)
    return item


async def seen_in_plan(
    tx: Transaction, kind: Kind[Shown], at: Address, seen: Precondition
) -> Shown | None:
    """Return what stands right below a plan, as `seen_now` does.

    Raises:
        NotFound: If there is no such plan.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what stands there.
    """
    await hold(tx, at.body)
    await find_plan(tx, at.above)
    return await seen_now(tx, kind, at, seen)


async def keep_plan(
    tx: Transaction, at: Address, definition: PlanDefinition, seen: Precondition, *, by: Principal
) -> tuple[Plan, bool]:
    """Keep a plan for the first time or anew; tell whether it is the first time.

    Raises:
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Conflict: If another shape is given to a plan in which items stand, or the body has as many
            plans as it may.
    """
    current = await seen_now(tx, PLAN, at, seen)
    if current is None and await queries.count(tx, PLAN, at.above) >= MOST_PLANS:
        message = f"A body has at most {MOST_PLANS} plans."
        raise Conflict(message)
    reshaped = current is not None and definition.shape is not current.shape
    if reshaped and await items_of(tx, at):
        message = "Its items are of the shape that it has; keep another plan for another shape."
        raise Conflict(message)
    return await keep(tx, PLAN, at, definition.model_dump(mode="json"), current, by=by)


async def keep_item(
    tx: Transaction, at: Address, definition: ItemDefinition, seen: Precondition, *, by: Principal
) -> tuple[ItemContent, bool]:
    """Keep an item for the first time or anew; tell whether it is the first time.

    Raises:
        NotFound: If there is no such plan.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Conflict: If it was removed, or the plan is full.
        Invalid: If it would stand below itself.
    """
    await hold(tx, at.body)
    plan = await find_plan(tx, at.above)
    current = await seen_now(tx, ITEM, at, seen)
    if current is not None:
        LIFE.check("change", current, by=by)
    elif await queries.count(tx, ITEM, at.above) >= MOST_ITEMS:
        message = f"A plan has at most {MOST_ITEMS} items."
        raise Conflict(message)
    if definition.parent is not None:
        others = {item.item: item for item in await queries.everything(tx, ITEM, at.above)}
        if leads_to(definition.parent, at.last, lambda each: above(each, others)):
            fault = Fault("parent_circle", "would put the item below itself", pointer="/parent")
            raise Invalid(errors=[fault])
    content = content_of(definition, plan, current)
    return await keep(tx, ITEM, at, content, current, by=by)


def content_of(
    definition: ItemDefinition, plan: Plan, current: ItemContent | None
) -> dict[str, Any]:
    """Return an item as it is kept."""
    said = definition.model_dump(mode="json")
    return said | {
        "kind": said["kind"] or _USUAL_KIND[plan.shape],
        "owners": list(dict.fromkeys(said["owners"])),
        "teams": list(dict.fromkeys(said["teams"])),
        "indicators": sorted(set(said["indicators"])),
        "risks": sorted(set(said["risks"])),
        "state": current.state if current else KEPT,
        "state_reason": current.state_reason if current else None,
    }


async def take_step(
    tx: Transaction, at: Address, step: str, reason: str, seen: Precondition, *, by: Principal
) -> ItemContent:
    """Remove an item from its plan, or restore it, and say why. Nothing of it is lost.

    Raises:
        NotFound: If there is no such item.
        PreconditionRequired, PreconditionFailed: If the caller has not seen how it stands.
        Conflict: If it does not lead from where the item stands.
    """
    current = await stands_as_seen(tx, ITEM, at, seen)
    target = LIFE.check(step, current, by=by).target
    act = "removed" if target == Keeping.REMOVED else "restored"
    after = current.model_copy(update={"state": target, "state_reason": reason})
    return await keep_step(tx, ITEM, at, after, by=by, act=act, reason=reason)


async def with_actions(_: Reader, item: ItemContent, *, by: Principal) -> Item:
    """Return an item with what *by* may do with it."""
    said = {name: getattr(item, name) for name in type(item).model_fields}
    return Item(**said, allowed_actions=LIFE.allowed_actions(item, by=by))


async def items_of(reader: Reader, plan: Address) -> list[ItemContent]:
    """Return the items that stand in a plan, without those that were removed."""
    there = await queries.everything(reader, ITEM, plan)
    return [item for item in there if item.state is Keeping.KEPT]


async def read_structure(reader: Reader, at: Address, as_known: AsKnown) -> PlanStructure:
    """Return the items of a plan as a tree, and what is amiss with their references.

    Raises:
        NotFound: If there is no such plan.
    """
    await find_plan(reader, at)
    tree = branches(await items_of(reader, at))
    return PlanStructure(
        body=at.body,
        plan=at.last,
        known_at=as_known.known_at,
        settled=as_known.settled,
        items=tree,
        orphans=orphans(tree),
        gaps=gaps(tree),
    )
