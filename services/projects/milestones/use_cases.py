"""What can be asked of milestones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pydantic_core import PydanticCustomError

from services.projects.kept import queries
from services.projects.kept.days import check_been
from services.projects.kept.kinds import Address
from services.projects.kept.use_cases import keep, keep_step, seen_now, stands_as_seen
from services.projects.milestones import rules
from services.projects.milestones.kinds import MILESTONE
from services.projects.milestones.links import name_of, why_not_linked
from services.projects.milestones.states import LIFE, OPEN
from services.projects.milestones.waiting import out_of_order
from services.projects.plans.states import LIFE as OF_ITEMS
from services.projects.plans.use_cases import find_item, find_plan, item_to_report_on
from shared.calendar.timescales import first_year_of
from shared.contracts.projects.milestones import (
    MOST_MILESTONES,
    MOST_MOVES,
    Milestone,
    MilestoneContent,
)
from shared.contracts.projects.timescales import UNCLEAR, lacking_year, read_timescale
from shared.journal import hold
from shared.refusals import Conflict, Fault, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from shared.contracts.projects.milestones import (
        Completing,
        MilestoneDefinition,
        PlannedDate,
        Redating,
        TypedDate,
    )
    from shared.contracts.projects.plans import Plan
    from shared.contracts.projects.timescales import Timescale
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition


async def keep_milestone(
    tx: Transaction,
    at: Address,
    definition: MilestoneDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[MilestoneContent, bool]:
    """Keep a milestone for the first time or anew; tell whether it is the first time.

    Raises:
        NotFound: If there is no such plan or item.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Conflict: If it, or its item, was removed; if it is complete; if the plan is full.
        Invalid: If it would move a date by the way, if a date lacks its year, or if a link leads
            nowhere or in a circle.
    """
    await hold(tx, at.body)
    plan = await find_plan(tx, at.above.above)
    await item_to_report_on(tx, at.above, by=by)
    current = await seen_now(tx, MILESTONE, at, seen)
    if current is not None:
        LIFE.check("change", current, by=by)
    elif await queries.count(tx, MILESTONE, at.above.above) >= MOST_MILESTONES:
        message = f"A plan has at most {MOST_MILESTONES:,} milestones."
        raise Conflict(message)
    there = current.dates if current else []
    sent = _dates_in(plan, definition.dates or [])
    faults = [
        Fault("date_is_set", "moves by its own step, redate, with a reason", pointer=f"/dates/{i}")
        for i in rules.moved_by_the_way(there, sent)
    ]
    if definition.depends_on:
        others = await queries.everything(tx, MILESTONE, at.above.above)
        name = (at.parts[-2], at.parts[-1])
        wanted = definition.depends_on
        faults += why_not_linked(name, wanted, {name_of(other): other for other in others})
    if faults:
        raise Invalid(errors=faults)
    content = content_of(definition, rules.dates_with(there, sent), current)
    return await keep(tx, MILESTONE, at, content, current, by=by)


def content_of(
    definition: MilestoneDefinition, dates: Sequence[TypedDate], current: MilestoneContent | None
) -> dict[str, Any]:
    """Return an open milestone as it is kept, with these dates, and the moves that it has made."""
    said = definition.model_dump(mode="json", exclude={"dates"})
    return said | {
        "owners": list(dict.fromkeys(said["owners"])),
        "depends_on": [dict(link) for link in dict.fromkeys(map(_pairs, said["depends_on"]))],
        "dates": _dumped(dates),
        "moves": _dumped(current.moves if current else []),
        "state": current.state if current else OPEN,
        "state_reason": current.state_reason if current else None,
        "completion": None,
    }


async def redate_milestone(
    tx: Transaction, at: Address, to: Redating, seen: Precondition, *, by: Principal
) -> MilestoneContent:
    """Move a date of a milestone, and say why. Its baseline stays.

    Raises:
        NotFound, PreconditionRequired, PreconditionFailed: As for every step.
        Conflict: If the milestone is not open, or the date was met.
        Invalid: If it has no such date, or the date is the same.
    """
    current = await _stands(tx, at, "redate", seen, by=by)
    date = rules.date_of(current, to.kind)
    if date is None:
        raise _no_such_date()
    if date.actual is not None:
        message = "That date was met; reopen the milestone to take that back."
        raise Conflict(message)
    if len(current.moves) >= MOST_MOVES:
        message = f"A milestone's dates move at most {MOST_MOVES} times."
        raise Conflict(message)
    plan = await find_plan(tx, at.above.above)
    to = to.model_copy(update={"to": in_plan(plan, to.to, "/to")})
    if rules.same(date.current, to.to):
        fault = Fault("same_date", "is what is planned already", pointer="/to")
        raise Invalid(errors=[fault])
    head = await hold(tx, at.body)
    after = rules.redated(current, to, by.holder, head.recorded_at)
    return await keep_step(tx, MILESTONE, at, after, by=by, act="redated", reason=to.reason)


async def complete_milestone(
    tx: Transaction, at: Address, said: Completing, seen: Precondition, *, by: Principal
) -> MilestoneContent:
    """Say that a date of a milestone was met, or that all of it is done, and what shows it.

    Raises:
        NotFound, PreconditionRequired, PreconditionFailed: As for every step.
        Conflict: If the milestone is not open, or the date was met.
        Invalid: If it has no such date, or the day is still to come or absurd.
    """
    current = await _stands(tx, at, "complete", seen, by=by)
    head = await hold(tx, at.body)
    check_been(said.on, head.recorded_at, "/on", "completed_in_future")
    date = rules.date_of(current, said.kind) if said.kind else None
    if said.kind and date is None:
        raise _no_such_date()
    if date and date.actual is not None:
        message = "That date was met already."
        raise Conflict(message)
    after = rules.completed(current, said, by.holder, head.recorded_at)
    return await keep_step(tx, MILESTONE, at, after, by=by, act="completed", reason=said.evidence)


_BY_REASON: Final[dict[str, tuple[str, Callable[[MilestoneContent, str], MilestoneContent]]]] = {
    "reopen": ("reopened", rules.reopened),
    "remove": ("removed", rules.removed),
    "restore": ("restored", rules.restored),
}


async def take_step(
    tx: Transaction, at: Address, step: str, reason: str, seen: Precondition, *, by: Principal
) -> MilestoneContent:
    """Reopen, remove or restore a milestone, and say why. Nothing of it is lost.

    Raises:
        NotFound: If there is no such milestone.
        PreconditionRequired, PreconditionFailed: If the caller has not seen how it stands.
        Conflict: If the step does not lead from where it stands, or its item was removed.
    """
    act, become = _BY_REASON[step]
    current = await _stands(tx, at, step, seen, by=by)
    after = become(current, reason)
    return await keep_step(tx, MILESTONE, at, after, by=by, act=act, reason=reason)


async def _stands(
    tx: Transaction, at: Address, step: str, seen: Precondition, *, by: Principal
) -> MilestoneContent:
    """Return a milestone that may take a step now, under its body's lock."""
    current = await stands_as_seen(tx, MILESTONE, at, seen)
    await item_to_report_on(tx, at.above, by=by)
    LIFE.check(step, current, by=by)
    return current


async def with_actions(reader: Reader, milestone: MilestoneContent, *, by: Principal) -> Milestone:
    """Return a milestone, what is amiss with it, and what *by* may do: nothing without its item."""
    item = await find_item(reader, Address(milestone.body, (milestone.plan, milestone.item)))
    actions = LIFE.allowed_actions(milestone, by=by)
    if refusal := OF_ITEMS.refusal("report", item, by=by):
        refused = {"allowed": False, "reason": refusal.detail}
        actions = [action.model_copy(update=refused) for action in actions]
    said = {name: getattr(milestone, name) for name in type(milestone).model_fields}
    return Milestone(**said, flags=out_of_order([milestone]), allowed_actions=actions)


def _dates_in(plan: Plan, sent: Sequence[PlannedDate]) -> list[PlannedDate]:
    return [
        one.model_copy(update={"planned": in_plan(plan, one.planned, f"/dates/{i}/planned")})
        for i, one in enumerate(sent)
    ]


def in_plan(plan: Plan, said: Timescale, pointer: str) -> Timescale:
    """Return a timescale that may take its year from a plan, as `Q3` does.

    Raises:
        Invalid: If it could mean several, or can't be, or its year is not known.
    """
    if said.starts or said.ends:
        return said
    try:
        read = read_timescale(said, year_of(plan))
    except PydanticCustomError as error:
        raise Invalid(errors=[Fault(error.type, error.message(), pointer=pointer)]) from error
    if lacking := lacking_year(read):
        message = f"means {lacking}, and its plan is of no one financial year; write its year"
        raise Invalid(errors=[Fault(UNCLEAR, message, pointer=pointer)])
    return read


def year_of(plan: Plan) -> int | None:
    """Return where the financial year begins in which a plan lies; None if it lies in several."""
    if plan.starts is None or plan.ends is None:
        return None
    first, last = first_year_of(plan.starts), first_year_of(plan.ends)
    return first if first == last else None


def _no_such_date() -> Invalid:
    fault = Fault("no_such_date", "is of a kind that the milestone has not", pointer="/kind")
    return Invalid(errors=[fault])


def _pairs(link: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(link.items())


def _dumped(parts: Sequence[Any]) -> list[Any]:
    return [part.model_dump(mode="json") for part in parts]
