"""What became of a plan's items and milestones from one instant to another.

Nothing is inferred: what is told as complete was said to be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.projects.milestones.passages import is_removed
from services.projects.milestones.rules import date_of, last_of, late_since, slippage
from shared.calendar.working_days import working_days_between
from shared.contracts.projects.changes import (
    ChangedMilestone,
    CompletedDate,
    DeletedMilestone,
    ItemChange,
    LateDate,
    NewMilestone,
)
from shared.contracts.projects.milestones import Completion
from shared.contracts.projects.vocabulary import DateKind, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from services.projects.milestones.passages import MilestonePassage, Passage
    from shared.contracts.projects.items import ItemContent
    from shared.contracts.projects.milestones import MilestoneContent, TypedDate

_SAID: Final = ("title", "kind", "owners", "measures", "notes", "depends_on")
"""What is changed by keeping a milestone anew."""


def new_item(item: Passage[ItemContent]) -> ItemChange | None:
    """Return an item that stood in its plan at the end, and not at the beginning."""
    stood = item.before is not None and not is_removed(item.before)
    if stood or is_removed(item.after):
        return None
    return _item_change(item.last_restored() if item.before else item.since[0])


def removed_item(item: Passage[ItemContent]) -> ItemChange | None:
    """Return an item that was taken out of its plan; one too that had been put in since."""
    stood = item.before is None or not is_removed(item.before)
    return _item_change(item.after) if stood and is_removed(item.after) else None


def _item_change(item: ItemContent | None) -> ItemChange | None:
    if item is None:
        return None
    return ItemChange(
        item=item.item,
        title=item.title,
        recorded_at=item.recorded_at,
        recorded_by=item.recorded_by,
        reason=item.state_reason,
    )


def new(one: MilestonePassage, starts: datetime) -> NewMilestone | None:
    """Return a milestone that stood in its plan at the end, and not at the beginning."""
    if one.stood or not one.stands:
        return None
    is_restored = one.own.before is not None
    restored = [one.own.last_restored(), one.item.last_restored()] if is_restored else []
    by = max(filter(None, restored), key=lambda version: version.recorded_at, default=None)
    by = by or one.own.since[0]
    return NewMilestone(
        **_told(one.own.after, starts),
        recorded_at=by.recorded_at,
        recorded_by=by.recorded_by,
        is_restored=is_restored,
    )


def deleted(one: MilestonePassage, starts: datetime) -> DeletedMilestone | None:
    """Return a milestone that was taken out of its plan; one too that had been put in since."""
    was_new = one.own.before is None
    if one.stands or not (one.stood or was_new):
        return None
    with_item = not is_removed(one.own.after)
    by = one.item.after if with_item else one.own.after
    return DeletedMilestone(
        **_told(one.own.after, starts),
        reason=by.state_reason,
        recorded_at=by.recorded_at,
        recorded_by=by.recorded_by,
        with_item=with_item,
        was_new=was_new,
    )


def changed(one: MilestonePassage, starts: datetime) -> ChangedMilestone | None:
    """Return a milestone that stood in its plan at both ends, if it was changed in between.

    That it was completed is no change of its own.
    """
    before, after = one.own.before, one.own.after
    if before is None or not (one.stood and one.stands):
        return None
    told = _told(after, starts)
    what = [name for name in _SAID if getattr(before, name) != getattr(after, name)]
    if told["moves"] or not _has_same_dates(before, after):
        what.append("dates")
    is_reopened = (before.state, after.state) == (Progress.COMPLETE, Progress.OPEN)
    if is_reopened:
        what.append("state")
    if not what:
        return None
    return ChangedMilestone(**told, what=what, reason=after.state_reason if is_reopened else None)


def _has_same_dates(before: MilestoneContent, after: MilestoneContent) -> bool:
    """Return whether all dates are planned as they were, and none that was met is so no more."""
    there = {date.kind: date for date in after.dates}
    return len(before.dates) == len(after.dates) and all(
        was.current == there[was.kind].current
        and (was.actual is None or there[was.kind].actual == was.actual)
        for was in before.dates
    )


def _told(one: MilestoneContent, starts: datetime) -> dict[str, Any]:
    return {
        "item": one.item,
        "milestone": one.milestone,
        "title": one.title,
        "dates": one.dates,
        "moves": [move for move in one.moves if move.moved_at >= starts],
        "earlier_moves": [move for move in one.moves if move.moved_at < starts],
    }


def completed(one: MilestonePassage) -> Iterator[CompletedDate]:
    """Yield what a person said is done: the interim date of a milestone, or all of it."""
    if not one.stands:
        return
    before, after = one.own.before, one.own.after
    interim = date_of(after, DateKind.INTERIM)
    was = date_of(before, DateKind.INTERIM) if before else None
    if interim and interim.actual and (was is None or was.actual != interim.actual):
        said = _met_by(one, interim)
        completion = Completion(
            kind=DateKind.INTERIM,
            on=interim.actual,
            evidence=interim.evidence or "",
            recorded_at=said.recorded_at,
            recorded_by=said.recorded_by,
        )
        yield _completed(after, completion, interim)
    whole = after.completion
    if whole is not None and (before is None or before.completion != whole):
        yield _completed(after, whole, date_of(after, whole.kind) if whole.kind else last_of(after))


def _met_by(one: MilestonePassage, interim: TypedDate) -> MilestoneContent:
    """Return the version by which an interim date was met, as it stands at the end."""
    found = one.own.after
    for version in reversed(one.own.since):
        met = date_of(version, DateKind.INTERIM)
        if met is None or met.actual != interim.actual:
            break
        found = version
    return found


def _completed(
    one: MilestoneContent, completion: Completion, of: TypedDate | None
) -> CompletedDate:
    return CompletedDate(
        item=one.item,
        milestone=one.milestone,
        title=one.title,
        slippage=slippage(of.baseline.ends, completion.on) if of else None,
        **dict(completion),
    )


def late(one: MilestoneContent, on: date) -> Iterator[LateDate]:
    """Yield the dates of a milestone that are late on a day."""
    for each in one.dates:
        last_day = late_since(one, each, on)
        if last_day is not None:
            yield LateDate(
                item=one.item,
                milestone=one.milestone,
                title=one.title,
                kind=each.kind,
                baseline=each.baseline,
                current=each.current,
                last_day=last_day,
                working_days=working_days_between(last_day, on),
                slippage=each.slippage,
            )
