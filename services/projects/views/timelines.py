"""A plan's timeline: its rows in reading order, each date with how it stands on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.projects.milestones.rules import due_by
from services.projects.plans.trees import branches
from services.projects.views.rules import met_on, standing_of, times_moved
from shared.contracts.projects.timelines import (
    DatedStanding,
    Timeline,
    TimelineMilestone,
    TimelineRow,
)
from shared.contracts.projects.vocabulary import Keeping

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from services.projects.views.gathering import Look
    from shared.contracts.projects.milestones import MilestoneContent
    from shared.web.asking import AsKnown


def timeline_of(look: Look, on: date, as_known: AsKnown) -> Timeline:
    """Return a plan's timeline, with what was removed at the place that it had."""
    items = {item.item: item for item in look.items}
    days = [day for day in (look.plan.starts, look.plan.ends, *_days(look)) if day]
    return Timeline(
        body=look.plan.body,
        plan=look.plan.plan,
        title=look.plan.title,
        on=on,
        known_at=as_known.known_at,
        settled=as_known.settled,
        starts=min(days, default=None),
        ends=max(days, default=None),
        rows=[
            TimelineRow(
                item=branch.item,
                title=branch.title,
                depth=branch.depth,
                is_orphan=branch.is_orphan,
                state=items[branch.item].state,
                milestones=[
                    _milestone(one, on, is_removed=items[branch.item].state is Keeping.REMOVED)
                    for one in sorted(look.of(branch.item), key=by_due_day)
                ],
            )
            for branch in branches(look.items)
        ],
    )


def _milestone(one: MilestoneContent, on: date, *, is_removed: bool) -> TimelineMilestone:
    return TimelineMilestone(
        milestone=one.milestone,
        title=one.title,
        kind=one.kind,
        state=one.state,
        dates=[
            DatedStanding(
                **dict(dated),
                standing=standing_of(one, dated, on, is_removed=is_removed),
                met_on=met_on(one, dated, on),
                times_moved=times_moved(one, dated),
            )
            for dated in one.dates
        ],
    )


def by_due_day(milestone: MilestoneContent) -> tuple[bool, str, str]:
    """Return by what milestones are ordered: when the first date of each is due.

    Those without a day to be read come last.
    """
    due = [day.isoformat() for dated in milestone.dates if (day := due_by(dated))]
    return not due, min(due, default=""), milestone.milestone


def _days(look: Look) -> Iterator[date | None]:
    for milestone in look.milestones:
        for dated in milestone.dates:
            for span in (dated.baseline, dated.current):
                yield from (span.starts, span.ends)
            yield dated.actual
