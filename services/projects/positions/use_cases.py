"""What can be asked of positions and of delivery confidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from services.projects.kept import queries
from services.projects.kept.days import check_been
from services.projects.kept.grouping import grouped
from services.projects.kept.use_cases import keep, said_already
from services.projects.plans.trees import branches
from services.projects.plans.use_cases import find_plan, item_to_report_on, items_of
from services.projects.positions.kinds import CONFIDENCE, POSITION
from services.projects.positions.rules import METHOD, counted, is_worse, worst, worst_of_branches
from shared.calendar.periods import Period
from shared.calendar.working_days import day_in_london
from shared.contracts.answers import Flag
from shared.contracts.projects.positions import (
    ItemConfidence,
    ItemPosition,
    PlanConfidence,
    PlanPositions,
)
from shared.journal import hold
from shared.refusals import Fault, Invalid

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from services.projects.kept.kinds import Address
    from shared.contracts.projects.items import Branch
    from shared.contracts.projects.positions import (
        ConfidenceSaid,
        ConfidenceText,
        Position,
        PositionText,
    )
    from shared.contracts.projects.vocabulary import Confidence
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.asking import AsKnown

Said = TypeVar("Said", "Position", "ConfidenceSaid")

SAID: Final = "said"
"""What was done when somebody said something. It is added to what was said before."""


async def draft_position(
    tx: Transaction, item: Address, sent: PositionText, *, by: Principal
) -> tuple[Position, bool]:
    """Add a draft of an item's position in a period; tell whether anything was kept.

    Raises:
        NotFound: If there is no such item.
        Conflict: If it was removed.
        Invalid: If the period has not begun.
    """
    head = await hold(tx, item.body)
    await item_to_report_on(tx, item, by=by)
    period = Period.parse(sent.period)
    if period.start > day_in_london(head.recorded_at):
        message = "has not begun; nothing stands anywhere in it yet"
        raise Invalid(errors=[Fault("period_not_begun", message, pointer="/period")])
    at, said = item.below(sent.period), {"statement": sent.statement}
    last, is_again = await said_already(tx, POSITION, at, said, by=by)
    if last is not None and is_again:
        return last, False
    content = said | {
        "number": 1 if last is None else last.number + 1,
        "period_start": period.start.isoformat(),
        "period_end": period.end.isoformat(),
    }
    drafted, _ = await keep(tx, POSITION, at, content, last, by=by, act=SAID)
    return drafted, True


async def assess_confidence(
    tx: Transaction, item: Address, sent: ConfidenceText, *, by: Principal
) -> tuple[ConfidenceSaid, bool]:
    """Say how sure its owner is of an item on a day; tell whether anything was kept.

    Raises:
        NotFound: If there is no such item.
        Conflict: If it was removed.
        Invalid: If the day is to come, or absurd.
    """
    head = await hold(tx, item.body)
    await item_to_report_on(tx, item, by=by)
    today = day_in_london(head.recorded_at)
    day = sent.on or today
    check_been(day, head.recorded_at, "/on")
    at, said = item.below(day.isoformat()), sent.model_dump(mode="json", exclude={"on"})
    last, is_again = await said_already(tx, CONFIDENCE, at, said, by=by)
    if last is not None and is_again:
        return last, False
    assessed, _ = await keep(tx, CONFIDENCE, at, said, last, by=by, act=SAID)
    return assessed, True


async def positions_of(reader: Reader, plan: Address, period: Period) -> dict[str, Position]:
    """Return the last draft of each item's position in a period, by item."""
    every = await queries.everything(reader, POSITION, plan, last=str(period))
    return {each.item: each for each in every}


async def all_positions(
    reader: Reader, body: Address, period: Period
) -> dict[str, dict[str, Position]]:
    """Return the last draft of each position of a body in a period, by plan and item."""
    every = await queries.everything(reader, POSITION, body, last=str(period))
    return _by_plan(every)


async def confidence_of(reader: Reader, plan: Address, on: date) -> dict[str, ConfidenceSaid]:
    """Return what was said last of each item by a day, by item."""
    every = await queries.everything(reader, CONFIDENCE, plan)  # of an item, by its days
    return {each.item: each for each in every if each.on <= on}


async def all_confidence(
    reader: Reader, body: Address, on: date
) -> dict[str, dict[str, ConfidenceSaid]]:
    """Return what was said last of each item of a body by a day, by plan and item."""
    every = await queries.everything(reader, CONFIDENCE, body)  # of an item, by its days
    return _by_plan(each for each in every if each.on <= on)


def _by_plan(every: Iterable[Said]) -> dict[str, dict[str, Said]]:
    """Return what was said of items by plan and item; of one item, the last."""
    of_plans = grouped(every, lambda each: each.plan)
    return {plan: {each.item: each for each in said} for plan, said in of_plans.items()}


async def read_plan_positions(
    reader: Reader, plan: Address, period: Period, as_known: AsKnown
) -> PlanPositions:
    """Return how each item of a plan stands in a period, and of which nothing was said.

    Raises:
        NotFound: If there is no such plan.
    """
    await find_plan(reader, plan)
    said = await positions_of(reader, plan, period)
    return PlanPositions(
        body=plan.body,
        plan=plan.last,
        period=str(period),
        period_start=period.start,
        period_end=period.end,
        known_at=as_known.known_at,
        settled=as_known.settled,
        items=[
            ItemPosition(
                item=branch.item,
                title=branch.title,
                depth=branch.depth,
                position=said.get(branch.item),
                missing=branch.item not in said,
            )
            for branch in branches(await items_of(reader, plan))
        ],
    )


async def read_plan_confidence(
    reader: Reader, plan: Address, on: date, as_known: AsKnown
) -> PlanConfidence:
    """Return how sure the owners of a plan's items were on a day, and the roll-up.

    Raises:
        NotFound: If there is no such plan.
    """
    await find_plan(reader, plan)
    tree = branches(await items_of(reader, plan))
    return confidence_in(plan, tree, await confidence_of(reader, plan, on), on, as_known)


def confidence_in(
    plan: Address,
    tree: Sequence[Branch],
    last: Mapping[str, ConfidenceSaid],
    on: date,
    as_known: AsKnown,
) -> PlanConfidence:
    """Return how sure the owners of a plan's items were on a day, and the roll-up.

    Args:
        plan: Which.
        tree: Its items, in reading order.
        last: What was said last of each by the day, by item.
        on: The day.
        as_known: As of which instant it is told.
    """
    said = [last.get(branch.item) for branch in tree]
    colours = [None if each is None else each.confidence for each in said]
    worsts = worst_of_branches([branch.depth for branch in tree], colours)
    return PlanConfidence(
        body=plan.body,
        plan=plan.last,
        on=on,
        known_at=as_known.known_at,
        settled=as_known.settled,
        method=METHOD,
        worst=worst(colours),
        counts=counted(colours),
        items=[
            _item(branch, each, lowest)
            for branch, each, lowest in zip(tree, said, worsts, strict=True)
        ],
    )


def _item(branch: Branch, said: ConfidenceSaid | None, lowest: Confidence | None) -> ItemConfidence:
    flags = []
    if said is not None and is_worse(lowest, said.confidence):
        detail = f"It is said to be {said.confidence}, and one that stands below it {lowest}."
        flags.append(Flag(code="better_than_below", detail=detail))
    return ItemConfidence(
        item=branch.item,
        title=branch.title,
        depth=branch.depth,
        said=said,
        worst=lowest,
        flags=flags,
    )
