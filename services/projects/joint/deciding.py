"""What can be asked of decisions: to say one, and to see them as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.projects.joint.kinds import DECISION, GROUP
from services.projects.joint.opinions import councils, rows
from services.projects.joint.parties import awaited, withdrawn
from services.projects.kept import queries
from services.projects.kept.councils import check_councils
from services.projects.kept.days import check_been
from services.projects.kept.use_cases import keep, seen_now
from services.projects.plans.trees import branches
from services.projects.plans.use_cases import find_item, find_plan, item_to_report_on, items_of
from shared.contracts.projects.decisions import DecisionTable
from shared.journal import hold

if TYPE_CHECKING:
    from services.projects.kept.kinds import Address
    from shared.contracts.projects.decisions import DecisionDefinition, ItemDecision
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.asking import AsKnown
    from shared.web.conditional import Precondition


async def keep_decision(
    tx: Transaction,
    at: Address,
    definition: DecisionDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[ItemDecision, bool]:
    """Keep what a council says of an item; tell whether it is the first time.

    Raises:
        NotFound: If there is no such item.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Conflict: If the item was removed.
        Invalid: If there is no such council, or it was decided on a day that is to come, or absurd.
    """
    now = (await hold(tx, at.body)).recorded_at
    await find_item(tx, at.above)
    current = await seen_now(tx, DECISION, at, seen)
    await item_to_report_on(tx, at.above, by=by)
    check_councils({}, in_path=at.last)
    check_been(definition.decided_on, now, "/decided_on")
    return await keep(tx, DECISION, at, definition.model_dump(mode="json"), current, by=by)


async def read_decisions(reader: Reader, at: Address, as_known: AsKnown) -> DecisionTable:
    """Return what each council says of each scoping item of a plan.

    Raises:
        NotFound: If there is no such plan.
    """
    await find_plan(reader, at)
    items = {item.item: item for item in await items_of(reader, at)}
    said = [d for d in await queries.everything(reader, DECISION, at) if d.item in items]
    groups = await queries.everything(reader, GROUP, at)
    columns = councils(said, awaited=awaited(groups), withdrawn=withdrawn(groups))
    in_order = [items[branch.item] for branch in branches(items.values())]
    return DecisionTable(
        body=at.body,
        plan=at.last,
        known_at=as_known.known_at,
        settled=as_known.settled,
        councils=columns,
        rows=rows(in_order, said, columns),
    )
