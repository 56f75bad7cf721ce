"""What becomes of a milestone by each step, how far its dates have slipped, and when one is late.

Nothing here moves a baseline: it is set when a date is first given, and handed on from then on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.calendar.dates import FIRST_DAY, LAST_DAY
from shared.calendar.working_days import working_days_between
from shared.contracts.projects.milestones import Completion, Move, TypedDate
from shared.contracts.projects.vocabulary import DateKind, Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from shared.contracts.projects.milestones import (
        Completing,
        MilestoneContent,
        PlannedDate,
        Redating,
    )
    from shared.contracts.projects.timescales import Timescale

_LAST_FIRST: Final = (DateKind.FULL, DateKind.DUE, DateKind.INTERIM)


def slippage(baseline: date | None, now: date | None) -> int | None:
    """Return how many working days *now* lies after the baseline; below zero is before it.

    None if either is open, or so far away that it is taken in no more. A Saturday lies no working
    day after its Friday.
    """
    if baseline is None or now is None:
        return None
    if not FIRST_DAY <= min(baseline, now) <= max(baseline, now) <= LAST_DAY:
        return None
    return working_days_between(baseline, now) - working_days_between(now, baseline)


def last_of(milestone: MilestoneContent) -> TypedDate | None:
    """Return the date by which all of a milestone is to be there; None if it has none.

    That is the full one, or else the due one, or else the interim one (*our choice*).
    """
    return next((date for kind in _LAST_FIRST if (date := date_of(milestone, kind))), None)


def date_of(milestone: MilestoneContent, kind: DateKind) -> TypedDate | None:
    """Return a milestone's date of a kind; None if it has none."""
    return next((date for date in milestone.dates if date.kind is kind), None)


def due_by(date: TypedDate) -> date | None:
    """Return the last day on which a date is in time.

    One that was moved to where no day is known, as to `TBA`, keeps its baseline's: it can't hide
    there (*our choice*).
    """
    return date.current.ends or date.baseline.ends


def late_since(milestone: MilestoneContent, date: TypedDate, on: date) -> date | None:
    """Return the last day on which a date was in time, if it is late on another; None if it is not.

    It is late from the day after the last one that is planned now.
    """
    if milestone.state is not Progress.OPEN or date.actual is not None:
        return None
    due = due_by(date)
    return due if due is not None and due < on else None


def same(one: Timescale, other: Timescale) -> bool:
    """Return whether two timescales mean the same days, or, if none, are the same words."""
    if (one.starts, one.ends) == (None, None) == (other.starts, other.ends):
        return one.as_written.casefold() == other.as_written.casefold()
    return (one.starts, one.ends) == (other.starts, other.ends)


def moved_by_the_way(dates: Iterable[TypedDate], sent: Sequence[PlannedDate]) -> Iterator[int]:
    """Yield which of the dates that were sent would move one that is there."""
    there = {date.kind: date for date in dates}
    for index, one in enumerate(sent):
        date = there.get(one.kind)
        if date and not any(same(one.planned, was) for was in (date.baseline, date.current)):
            yield index


def dates_with(dates: Iterable[TypedDate], sent: Iterable[PlannedDate]) -> list[TypedDate]:
    """Return the dates with those that were sent of kinds that are not there, each as its baseline.

    They are ordered as their kinds are.
    """
    there = {date.kind: date for date in dates}
    for one in sent:
        new = _dated(one.kind, one.planned, one.planned)
        there.setdefault(one.kind, new)
    return [there[kind] for kind in DateKind if kind in there]


def redated(milestone: MilestoneContent, to: Redating, by: str, at: datetime) -> MilestoneContent:
    """Return a milestone with one of its dates moved, and the move told."""
    dates, moves = [], [*milestone.moves]
    for date in milestone.dates:
        if date.kind is not to.kind:
            dates.append(date)
            continue
        dates.append(_dated(date.kind, date.baseline, to.to))
        move = Move(
            kind=date.kind,
            before=date.current,
            after=to.to,
            reason=to.reason,
            moved_at=at,
            moved_by=by,
            slippage=slippage(date.current.ends, to.to.ends),
        )
        moves.append(move)
    return _with(milestone, dates=dates, moves=moves)


def completed(
    milestone: MilestoneContent, said: Completing, by: str, at: datetime
) -> MilestoneContent:
    """Return a milestone of which someone has said that a date was met, or all is done.

    All of it is there when its full or its due date is met. Who says that the whole is done says
    so of those two, and nothing of the interim one.
    """
    met = {said.kind} if said.kind else {DateKind.FULL, DateKind.DUE}
    dates = [
        _dated(date.kind, date.baseline, date.current, said.on, said.evidence)
        if date.kind in met and date.actual is None
        else date
        for date in milestone.dates
    ]
    if said.kind is DateKind.INTERIM:
        return _with(milestone, dates=dates)
    completion = Completion(
        kind=said.kind, on=said.on, evidence=said.evidence, recorded_at=at, recorded_by=by
    )
    return _with(milestone, dates=dates, completion=completion, state=Progress.COMPLETE)


def reopened(milestone: MilestoneContent, reason: str) -> MilestoneContent:
    """Return a milestone without what was said last: that it is done, or met its interim date."""
    kept = {DateKind.INTERIM} if milestone.completion else set()
    dates = [
        date if date.kind in kept else _dated(date.kind, date.baseline, date.current)
        for date in milestone.dates
    ]
    return _with(milestone, dates=dates, completion=None, state=Progress.OPEN, state_reason=reason)


def removed(milestone: MilestoneContent, reason: str) -> MilestoneContent:
    """Return a milestone that no longer stands in its plan."""
    return _with(milestone, state=Progress.REMOVED, state_reason=reason)


def restored(milestone: MilestoneContent, reason: str) -> MilestoneContent:
    """Return a milestone that stands in its plan again as it did before it was removed."""
    state = Progress.COMPLETE if milestone.completion else Progress.OPEN
    return _with(milestone, state=state, state_reason=reason)


def _dated(
    kind: DateKind,
    baseline: Timescale,
    current: Timescale,
    actual: date | None = None,
    evidence: str | None = None,
) -> TypedDate:
    slipped = slippage(baseline.ends, actual or current.ends)
    return TypedDate(
        kind=kind,
        baseline=baseline,
        current=current,
        actual=actual,
        evidence=evidence,
        slippage=slipped,
    )


def _with(milestone: MilestoneContent, **said: Any) -> MilestoneContent:
    return milestone.model_copy(update=said)
