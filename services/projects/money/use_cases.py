"""What can be asked of money and staff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.projects.kept import queries
from services.projects.kept.councils import check_councils
from services.projects.kept.use_cases import keep
from services.projects.money.kinds import BUDGET, SAVING, STAFFING
from services.projects.money.savings import by_council, by_year
from services.projects.plans.kinds import ITEM
from services.projects.plans.use_cases import find_plan, item_to_report_on, items_of, seen_in_plan
from shared.contracts.projects.savings import MOST_SAVINGS, SavingsSummary
from shared.refusals import Conflict, Fault, Invalid

if TYPE_CHECKING:
    from services.projects.kept.kinds import Address
    from shared.contracts.projects.budgets import (
        Budget,
        BudgetDefinition,
        Staffing,
        StaffingDefinition,
    )
    from shared.contracts.projects.savings import Recurrence, Saving, SavingDefinition
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.asking import AsKnown
    from shared.web.conditional import Precondition


async def keep_saving(
    tx: Transaction, at: Address, definition: SavingDefinition, seen: Precondition, *, by: Principal
) -> tuple[Saving, bool]:
    """Keep a saving; tell whether it is the first time.

    Raises:
        NotFound: If there is no such plan.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Conflict: If the plan has as many savings as it can have, or the item that it is now said
            to come from was removed.
        Invalid: If it comes from an item that the plan lacks, or is of a council that there is not.
    """
    current = await seen_in_plan(tx, SAVING, at, seen)
    if current is None and await queries.count(tx, SAVING, at.above) >= MOST_SAVINGS:
        message = f"A plan has at most {MOST_SAVINGS} savings."
        raise Conflict(message)
    check_councils({"/council": definition.council})
    item = definition.item
    if item is not None and (current is None or item != current.item):
        from_item = at.above.below(item)
        if await queries.kept(tx, ITEM, from_item) is None:
            fault = Fault("unknown_item", "is no item of this plan", pointer="/item")
            raise Invalid(errors=[fault])
        await item_to_report_on(tx, from_item, by=by)
    content = definition.model_dump(mode="json")
    content["years"].sort(key=lambda told: told["year"])
    return await keep(tx, SAVING, at, content, current, by=by)


async def read_summary(
    reader: Reader,
    at: Address,
    as_known: AsKnown,
    *,
    recurrence: Recurrence | None,
    cashable: bool | None,
) -> SavingsSummary:
    """Return what the savings of a plan come to, or those that are one-off, or cashable.

    What comes from an item that was removed is left out: nobody works on it any more.

    Raises:
        NotFound: If there is no such plan.
    """
    await find_plan(reader, at)
    items = {item.item for item in await items_of(reader, at)}
    chosen = [
        saving
        for saving in await queries.everything(reader, SAVING, at)
        if (saving.item is None or saving.item in items)
        and recurrence in {None, saving.recurrence}
        and cashable in {None, saving.cashable}
    ]
    return SavingsSummary(
        body=at.body,
        plan=at.last,
        known_at=as_known.known_at,
        settled=as_known.settled,
        years=by_year(chosen),
        councils=by_council(chosen),
    )


async def keep_budget(
    tx: Transaction, at: Address, definition: BudgetDefinition, seen: Precondition, *, by: Principal
) -> tuple[Budget, bool]:
    """Keep a budget; tell whether it is the first time. Totals that differ are only flagged.

    Raises:
        NotFound: If there is no such plan.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
    """
    current = await seen_in_plan(tx, BUDGET, at, seen)
    return await keep(tx, BUDGET, at, definition.model_dump(mode="json"), current, by=by)


async def keep_staffing(
    tx: Transaction,
    at: Address,
    definition: StaffingDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[Staffing, bool]:
    """Keep how many staff there are in a team; tell whether it is the first time.

    Raises:
        NotFound: If there is no such plan.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Invalid: If they are of a council that there is not.
    """
    current = await seen_in_plan(tx, STAFFING, at, seen)
    check_councils({"/council": definition.council})
    return await keep(tx, STAFFING, at, definition.model_dump(mode="json"), current, by=by)
