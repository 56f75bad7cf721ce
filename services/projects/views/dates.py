"""The dates of plans as lists tell them: what is late, what was met, what is coming."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.projects.milestones.rules import due_by
from services.projects.views.rules import met_on, standing_of, times_moved
from shared.calendar.working_days import working_days_between
from shared.contracts.projects.reports import PlanDate
from shared.contracts.projects.timelines import DateStanding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from services.projects.views.gathering import Look
    from shared.contracts.projects.items import ItemContent
    from shared.contracts.projects.milestones import MilestoneContent, TypedDate


class Told(NamedTuple):
    """A date as lists tell it, and how it stands."""

    standing: DateStanding
    date: PlanDate


def dates_of(look: Look, on: date) -> list[Told]:
    """Return every date of the milestones that stand in a plan, by when it is due."""
    items = {item.item: item for item in look.standing}
    there = [one for one in look.milestones if one.item in items]
    dates = [
        Told(standing, _told(items[one.item], one, dated, standing, on))
        for one in there
        for dated in one.dates
        if (standing := standing_of(one, dated, on)) is not DateStanding.REMOVED
    ]
    return sorted(dates, key=lambda told: _by_due(told.date))


def late_of(looks: Iterable[Look], on: date) -> list[PlanDate]:
    """Return what is late on a day, the longest first."""
    return sorted(
        (
            told.date
            for look in looks
            for told in dates_of(look, on)
            if told.standing is DateStanding.LATE
        ),
        key=_by_due,
    )


def met_within(dates: Iterable[Told], starts: date, ends: date) -> list[PlanDate]:
    """Return the dates that were met within some days, the earliest first."""
    met = [told.date for told in dates if told.date.met_on and starts <= told.date.met_on <= ends]
    return sorted(met, key=lambda one: (str(one.met_on), *_by_due(one)))


def due_within(dates: Iterable[Told], starts: date, ends: date) -> list[PlanDate]:
    """Return the dates that are not met, and due within some days: on the first of them too."""
    return [
        told.date
        for told in dates
        if told.standing is DateStanding.AHEAD and told.date.due and starts <= told.date.due <= ends
    ]


def owners_of(item: ItemContent, milestone: MilestoneContent) -> Sequence[str]:
    """Return who answers for a milestone: its own owners, or else its item's and their teams."""
    return milestone.owners or [*item.owners, *item.teams]


def _told(
    item: ItemContent,
    milestone: MilestoneContent,
    dated: TypedDate,
    standing: DateStanding,
    on: date,
) -> PlanDate:
    due = due_by(dated)
    is_late = standing is DateStanding.LATE
    return PlanDate(
        plan=milestone.plan,
        item=item.item,
        item_title=item.title,
        milestone=milestone.milestone,
        title=milestone.title,
        kind=dated.kind,
        baseline=dated.baseline,
        planned=dated.current,
        due=due,
        met_on=met_on(milestone, dated, on),
        working_days_late=working_days_between(due, on) if is_late and due else None,
        slippage=dated.slippage,
        times_moved=times_moved(milestone, dated),
        last_reason=next(_reasons(milestone, dated), None),
        owners=list(owners_of(item, milestone)),
    )


def _reasons(milestone: MilestoneContent, dated: TypedDate) -> Iterator[str]:
    """Yield why a date was moved, the last reason first."""
    return (move.reason for move in reversed(milestone.moves) if move.kind is dated.kind)


def _by_due(one: PlanDate) -> tuple[str, ...]:
    return (str(one.due or "~"), one.plan, one.item, one.milestone, one.kind)
