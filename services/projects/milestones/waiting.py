"""What a slip of one milestone does to those that wait for it.

The rule is *our choice*; there is no critical path in it. The working days between the baselines of
two milestones are the time that is needed from the one to the other. So the later is implied for
that many working days after the earlier: after the day on which that came about, or else the later
of the day for which it is planned now and the day for which it is itself implied. The knock-on is
how many working days the implied day lies after the one planned now. Baselines that were in the
wrong order tell of no time in between, and imply no day.
"""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, NamedTuple

from services.projects.milestones.links import name_of
from services.projects.milestones.rules import date_of, last_of, slippage
from shared.calendar.working_days import (
    working_day_after,
    working_days_between,
)
from shared.contracts.answers import Flag
from shared.contracts.projects.dependencies import NotTold, Standing, Wait
from shared.contracts.projects.milestones import MilestoneLink
from shared.contracts.projects.vocabulary import DateKind, Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from services.projects.milestones.links import Name
    from shared.contracts.projects.milestones import MilestoneContent


class _Reached(NamedTuple):
    """When a milestone is there, as far as can be told: the last day of its baseline, and now."""

    baseline: date | None
    now: date | None
    may_be_more: bool


def standings(milestones: Iterable[MilestoneContent]) -> list[Standing]:
    """Return how each milestone stands, by item and name; those that wait, by what they wait for.

    What is not among them was removed.
    """
    there = {name_of(one): one for one in milestones}
    waits = {
        name: {name_of(link) for link in one.depends_on} & there.keys()
        for name, one in there.items()
    }
    reached: dict[Name, _Reached] = {}
    found: dict[Name, Standing] = {}
    for name in TopologicalSorter(waits).static_order():
        standing = _standing(there[name], reached)
        known = [day for day in (standing.current, standing.implied) if day is not None]
        planned = max(known) if standing.current else None
        now = standing.actual or planned
        more = standing.may_be_more and standing.actual is None
        reached[name] = _Reached(standing.baseline, now, more)
        found[name] = standing
    return [found[name] for name in sorted(found)]


def contradictions(told: Sequence[Standing]) -> list[Flag]:
    """Return which dates contradict each other: planned before what they wait for.

    They are told, and not mended: only who keeps the plan knows which of the two is meant.
    """
    there = {(each.item, each.milestone): each for each in told}
    return [
        Flag(
            code="dates_contradict",
            detail=f"{one.item}/{one.milestone} is planned for {_in_words(one.current)}, before "
            f"what it waits for: {before.item}/{before.milestone}, {_in_words(day)}.",
        )
        for one in told
        if one.current and one.state is Progress.OPEN
        for wait in one.depends_on
        if (before := there.get(name_of(wait)))
        and (day := before.actual or before.current)
        and one.current < day
    ]


def out_of_order(milestones: Iterable[MilestoneContent]) -> list[Flag]:
    """Return which open milestones have an interim date after the one by which all is to be there.

    They are told, and not mended, as `contradictions` are.
    """
    return [
        Flag(
            code="dates_contradict",
            detail=f"{one.item}/{one.milestone} is planned to be there in full by "
            f"{_in_words(all_by)}, before its interim date, {_in_words(part_by)}.",
        )
        for one in milestones
        if one.state is Progress.OPEN
        and (interim := date_of(one, DateKind.INTERIM))
        and (part_by := interim.actual or interim.current.ends)
        and (last := last_of(one))
        and (all_by := last.current.ends)
        and all_by < part_by
    ]


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _standing(one: MilestoneContent, reached: Mapping[Name, _Reached]) -> Standing:
    last = last_of(one)
    baseline = last.baseline.ends if last else None
    current = last.current.ends if last else None
    actual = last.actual if last else None
    if actual is None and one.completion:
        actual = one.completion.on
    is_done = one.state is Progress.COMPLETE
    waits = [_wait(link, baseline, reached) for link in one.depends_on]
    by_day = [(wait.implied, wait) for wait in waits if wait.implied]
    implied, latest = max(by_day, key=lambda each: each[0], default=(None, None))
    knock_on, why = _knock_on(waits, current, implied, is_done=is_done)
    return Standing(
        item=one.item,
        milestone=one.milestone,
        title=one.title,
        state=one.state,
        date=last.kind if last else None,
        baseline=baseline,
        current=current,
        actual=actual,
        slippage=slippage(baseline, actual or current),
        depends_on=waits,
        implied=implied,
        knock_on=knock_on,
        caused_by=_link(latest) if latest and knock_on else None,
        may_be_more=not is_done and _may_be_more(waits, reached),
        why=why,
    )


def _wait(link: MilestoneLink, own: date | None, reached: Mapping[Name, _Reached]) -> Wait:
    """Return what one that is waited for implies; *own* is the baseline of the one that waits."""
    before = reached.get(name_of(link))
    gap = slippage(before.baseline, own) if before else None
    implied = None
    if before and before.now and gap is not None and gap >= 0:
        implied = working_day_after(before.now, gap)
    why = None if implied else _why(before, own, gap)
    return Wait(item=link.item, milestone=link.milestone, gap=gap, implied=implied, why=why)


def _why(before: _Reached | None, own: date | None, gap: int | None) -> NotTold:
    if before is None:
        return NotTold.PREDECESSOR_REMOVED
    if before.baseline is None:
        return NotTold.PREDECESSOR_BASELINE_OPEN
    if own is None:
        return NotTold.OWN_BASELINE_OPEN
    is_before = gap is not None and gap < 0
    return NotTold.PLANNED_BEFORE if is_before else NotTold.PREDECESSOR_OPEN


def _knock_on(
    waits: Sequence[Wait], current: date | None, implied: date | None, *, is_done: bool
) -> tuple[int | None, NotTold | None]:
    """Return by how many working days a milestone is knocked on, or why that can't be told."""
    if is_done:
        return None, NotTold.DONE
    if not waits:
        return 0, None
    if implied is None:
        return None, waits[0].why
    if current is None:
        return None, NotTold.OWN_DATE_OPEN
    return working_days_between(current, implied), None


def _may_be_more(waits: Iterable[Wait], reached: Mapping[Name, _Reached]) -> bool:
    return any(wait.why is not None or reached[name_of(wait)].may_be_more for wait in waits)


def _link(wait: Wait) -> MilestoneLink:
    return MilestoneLink(item=wait.item, milestone=wait.milestone)
