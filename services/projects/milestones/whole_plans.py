"""What can be asked of all the milestones of a plan."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeVar

from services.projects.kept import queries
from services.projects.milestones import comparing
from services.projects.milestones.kinds import MILESTONE
from services.projects.milestones.links import name_of
from services.projects.milestones.passages import MilestonePassage, Passage, passages
from services.projects.milestones.waiting import contradictions, out_of_order, standings
from services.projects.plans.kinds import ITEM
from services.projects.plans.use_cases import find_plan, items_of
from shared.calendar.working_days import LONDON, day_in_london
from shared.contracts.projects.changes import PlanChanges
from shared.contracts.projects.dependencies import PlanDependencies
from shared.contracts.projects.vocabulary import Progress
from shared.refusals import Fault, FutureInstant, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from services.projects.kept.kinds import Address, Kind, Shown
    from services.projects.kept.tables import KeptVersion
    from shared.contracts.projects.items import ItemContent
    from shared.contracts.projects.milestones import MilestoneContent
    from shared.storage.sessions import Reader
    from shared.web.asking import AsKnown

Thing = TypeVar("Thing")
Told = TypeVar("Told")

_JUST_BEFORE: Final = timedelta(microseconds=1)
"""What is known at an instant was recorded at it or before."""

_NOTHING_BEFORE: Final = date(1970, 1, 1)
"""Nothing was recorded before; and the ends of time have no day in London."""


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


async def read_changes(
    reader: Reader, at: Address, begins: date, ends: date | None, as_known: AsKnown
) -> PlanChanges:
    """Return what became of a plan from the beginning of one day to the end of another, in London.

    Raises:
        NotFound: If there is no such plan, or was none at the end.
        FutureInstant: If the last day is still to come, as known at the reader's instant.
        Invalid: If it comes before the first.
    """
    now = as_known.known_at or await reader.now()
    today = day_in_london(now)
    last = today if ends is None else ends
    if max(begins, last) > today:
        parameter = "to" if last > today else "from"
        fault = Fault("future_instant", "lies in the future", parameter=parameter)
        raise FutureInstant(errors=[fault])
    if last < begins:
        fault = Fault("ends_before_it_begins", "comes before 'from'", parameter="to")
        raise Invalid(errors=[fault])
    starts = _beginning_of(begins)
    with reader.as_known(min(now, _beginning_of(last + timedelta(days=1)) - _JUST_BEFORE)):
        await find_plan(reader, at)
        since = await queries.versions_below(reader, at, [ITEM, MILESTONE], since=starts)
    with reader.as_known(min(now, starts - _JUST_BEFORE)):
        before = await queries.all_kept(reader, at, [ITEM, MILESTONE])
    items, milestones = _passages(before, [*reversed(since)])
    standing = [one.own.after for one in milestones if one.stands]
    return PlanChanges(
        body=at.body,
        plan=at.last,
        starts=begins,
        ends=last,
        known_at=as_known.known_at,
        settled=as_known.settled,
        new_items=_told(comparing.new_item, items),
        removed_items=_told(comparing.removed_item, items),
        new=_told(partial(comparing.new, starts=starts), milestones),
        changed=_told(partial(comparing.changed, starts=starts), milestones),
        deleted=_told(partial(comparing.deleted, starts=starts), milestones),
        late=[*chain.from_iterable(comparing.late(one, last) for one in standing)],
        completed=[*chain.from_iterable(comparing.completed(one) for one in milestones)],
    )


def _passages(
    before: Sequence[KeptVersion], since: Sequence[KeptVersion]
) -> tuple[list[Passage[ItemContent]], list[MilestonePassage]]:
    """Return the passages of a plan's items, and of its milestones with their items'."""
    items = passages(_of(ITEM, before), _of(ITEM, since), lambda item: (item.item,))
    milestones = passages(_of(MILESTONE, before), _of(MILESTONE, since), name_of)
    of_items = [MilestonePassage(own, items[name[:1]]) for name, own in milestones.items()]
    return [*items.values()], of_items


def _told(tell: Callable[[Thing], Told | None], things: Iterable[Thing]) -> list[Told]:
    return [told for thing in things if (told := tell(thing)) is not None]


def _of(kind: Kind[Shown], versions: Sequence[KeptVersion]) -> list[Shown]:
    return [kind.shown(version) for version in versions if version.kind == kind.name]


def _beginning_of(day: date) -> datetime:
    """Return the instant at which a day begins in London."""
    return datetime.combine(max(day, _NOTHING_BEFORE), time.min, LONDON).astimezone(UTC)
