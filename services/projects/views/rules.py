"""How a date of a milestone stands on a day, and how far the dates of a plan have slipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.projects.milestones.rules import due_by
from shared.contracts.projects.reports import Slippage
from shared.contracts.projects.timelines import DateStanding
from shared.contracts.projects.vocabulary import Progress

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from shared.contracts.projects.milestones import MilestoneContent, TypedDate


def met_on(milestone: MilestoneContent, dated: TypedDate, on: date) -> date | None:
    """Return when a date was met, if it was by a day; where the whole is done, so is each of it."""
    said = dated.actual
    if said is None and milestone.state is Progress.COMPLETE and milestone.completion is not None:
        said = milestone.completion.on
    return said if said is not None and said <= on else None


def standing_of(
    milestone: MilestoneContent, dated: TypedDate, on: date, *, is_removed: bool = False
) -> DateStanding:
    """Return how a date stands on a day.

    Args:
        milestone: As it is known.
        dated: One of its dates.
        on: One that was met later was still open on it.
        is_removed: Whether its item was.
    """
    if is_removed or milestone.state is Progress.REMOVED:
        return DateStanding.REMOVED
    if met_on(milestone, dated, on) is not None:
        return DateStanding.MET
    due = due_by(dated)
    if due is not None and due < on:
        return DateStanding.LATE
    if dated.current.starts is None and dated.current.ends is None:
        return DateStanding.UNREAD
    return DateStanding.AHEAD


def times_moved(milestone: MilestoneContent, dated: TypedDate) -> int:
    """Return how often a date was moved."""
    return sum(move.kind is dated.kind for move in milestone.moves)


def slippage_of(milestones: Collection[MilestoneContent]) -> Slippage:
    """Return how far the dates of milestones have moved from their baselines."""
    dates = [
        (milestone, dated)
        for milestone in milestones
        if milestone.state is not Progress.REMOVED
        for dated in milestone.dates
    ]
    known = [dated.slippage for _, dated in dates if dated.slippage is not None]
    return Slippage(
        dates=len(dates),
        moved=sum(times_moved(milestone, dated) > 0 for milestone, dated in dates),
        later=sum(days > 0 for days in known),
        earlier=sum(days < 0 for days in known),
        unknown=len(dates) - len(known),
        most=max(known, default=None),
    )
