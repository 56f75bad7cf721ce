"""What became of plans in some days: all of it is read first, and what is told of it is pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from services.projects.kept import queries
from services.projects.kept.grouping import by_plan
from services.projects.kept.use_cases import KEPT
from services.projects.milestones import comparing
from services.projects.milestones.kinds import MILESTONE
from services.projects.milestones.links import name_of
from services.projects.milestones.passages import MilestonePassage, Passage, passages
from services.projects.plans.kinds import ITEM, PLAN
from services.projects.plans.use_cases import find_plan
from shared.calendar.working_days import LONDON, day_in_london
from shared.contracts.projects.changes import PlanChanges
from shared.refusals import Fault, FutureInstant, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from services.projects.kept.kinds import Address, Kind, Shown
    from services.projects.kept.tables import KeptVersion
    from shared.contracts.projects.items import ItemContent
    from shared.storage.sessions import Reader
    from shared.web.asking import AsKnown

Thing = TypeVar("Thing")
Told = TypeVar("Told")

_JUST_BEFORE: Final = timedelta(microseconds=1)
"""What is known at an instant was recorded at it or before."""

_NOTHING_BEFORE: Final = date(1970, 1, 1)
"""Nothing was recorded before; and the ends of time have no day in London."""


_NO_STEP: Final = (KEPT, "redated")
"""Acts that neither remove nor restore, nor say or take back that something was met: between the
first version in some days and the last, nothing is told of them. Each move stands in the last."""


class Days(NamedTuple):
    """Some days in London, and as of which instant they are told."""

    begins: date
    ends: date
    as_known: AsKnown

    @property
    def starts(self) -> datetime:
        """The instant at which the first one begins."""
        return _beginning_of(self.begins)

    @property
    def end(self) -> datetime:
        """The last instant of them, or the one asked for, if that comes first."""
        end = _beginning_of(self.ends + timedelta(days=1)) - _JUST_BEFORE
        return min(self.as_known.known_at or end, end)


class Versions(NamedTuple):
    """Items and milestones as they stood before some days, and what was recorded in these.

    The oldest comes first: of each the first version, the last, and the steps between.
    """

    before: Sequence[KeptVersion]
    since: Sequence[KeptVersion]


async def read_changes(
    reader: Reader, at: Address, begins: date, ends: date | None, as_known: AsKnown
) -> PlanChanges:
    """Return what became of a plan from the beginning of one day to the end of another, in London.

    Raises:
        NotFound: If there is no such plan, or was none at the end.
        FutureInstant: If the last day is still to come, as known at the reader's instant.
        Invalid: If it comes before the first.
    """
    today = day_in_london(as_known.known_at or await reader.now())
    last = today if ends is None else ends
    if max(begins, last) > today:
        parameter = "to" if last > today else "from"
        fault = Fault("future_instant", "lies in the future", parameter=parameter)
        raise FutureInstant(errors=[fault])
    if last < begins:
        fault = Fault("ends_before_it_begins", "comes before 'from'", parameter="to")
        raise Invalid(errors=[fault])
    days = Days(begins, last, as_known)
    with reader.as_known(days.end):
        await find_plan(reader, at)
    return changes_of(at, await versions_in(reader, at, days), days)


async def read_all_versions(reader: Reader, body: Address, days: Days) -> dict[str, Versions]:
    """Return what became in some days of each plan that a body kept by the end of them."""
    with reader.as_known(days.end):
        plans = await queries.all_kept(reader, body, [PLAN])
    before, since = (by_plan(versions) for versions in await versions_in(reader, body, days))
    return {
        plan.path: Versions(before.get(plan.path, ()), since.get(plan.path, ())) for plan in plans
    }


async def versions_in(reader: Reader, below: Address, days: Days) -> Versions:
    """Return how the items and milestones below an address stood, and what became of them."""
    with reader.as_known(days.end):
        since = await queries.steps_below(
            reader, below, [ITEM, MILESTONE], since=days.starts, besides=_NO_STEP
        )
    with reader.as_known(days.starts - _JUST_BEFORE):
        before = await queries.all_kept(reader, below, [ITEM, MILESTONE])
    return Versions(before, since)


def changes_of(at: Address, versions: Versions, days: Days) -> PlanChanges:
    """Return what became of a plan in some days."""
    items, milestones = _passages(*versions)
    standing = [one.own.after for one in milestones if one.stands]
    starts, last = days.starts, days.ends
    return PlanChanges(
        body=at.body,
        plan=at.last,
        starts=days.begins,
        ends=last,
        known_at=days.as_known.known_at,
        settled=days.as_known.settled,
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
