"""A plan's report for a period: the table that a board is shown, and what stands around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.projects.kept.grouping import grouped
from services.projects.milestones.waiting import contradictions, out_of_order, standings
from services.projects.plans.trees import gaps, orphans
from services.projects.views.dates import dates_of, late_of, met_within
from services.projects.views.rules import slippage_of
from services.projects.views.timelines import by_due_day
from shared.contracts.projects.reports import PlanReport, ReportRow
from shared.contracts.projects.timelines import DateStanding
from shared.contracts.projects.vocabulary import DateKind, Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from services.projects.views.dates import Told
    from services.projects.views.gathering import Look
    from shared.calendar.periods import Period
    from shared.contracts.projects.changes import PlanChanges
    from shared.contracts.projects.items import Branch, ItemContent
    from shared.contracts.projects.milestones import MilestoneContent, TypedDate
    from shared.contracts.projects.positions import Position
    from shared.web.asking import AsKnown


class Sight(NamedTuple):
    """Of which period, on which day and of which instant a report tells.

    Attributes:
        on: The period's last day, or today if that has not come.
    """

    period: Period
    on: date
    as_known: AsKnown


def report_of(
    look: Look, positions: Mapping[str, Position], changes: PlanChanges | None, sight: Sight
) -> PlanReport:
    """Return a plan's report.

    Args:
        look: The plan.
        positions: The last draft of each item's position in the period, by item.
        changes: What was recorded of it in the period; None if it was not kept by then.
        sight: What it is asked of.
    """
    period, plan = sight.period, look.plan
    items = {item.item: item for item in look.standing}
    dates = dates_of(look, sight.on)
    by_item = grouped(dates, lambda told: told.date.item)
    rows = [
        _row(
            branch,
            items[branch.item],
            look,
            positions.get(branch.item),
            by_item.get(branch.item, ()),
        )
        for branch in look.tree
    ]
    there = [one for one in look.milestones if one.item in items]
    kept = [one for one in there if one.state is not Progress.REMOVED]
    return PlanReport(
        body=plan.body,
        plan=plan.plan,
        title=plan.title,
        shape=plan.shape,
        period=str(period),
        period_start=period.start,
        period_end=period.end,
        on=sight.on,
        known_at=sight.as_known.known_at,
        settled=sight.as_known.settled,
        rows=rows,
        missing=[row.item for row in rows if row.missing],
        late=late_of([look], sight.on),
        achieved=met_within(dates, period.start, period.end),
        changes=changes,
        slippage=slippage_of(there),
        flags=[*contradictions(standings(kept)), *out_of_order(kept)],
        orphans=orphans(look.tree),
        gaps=gaps(look.tree),
    )


def _row(
    branch: Branch,
    item: ItemContent,
    look: Look,
    position: Position | None,
    dates: Sequence[Told],
) -> ReportRow:
    slipped = [told.date.slippage for told in dates if told.date.slippage is not None]
    return ReportRow(
        item=item.item,
        title=item.title,
        depth=branch.depth,
        is_orphan=branch.is_orphan,
        owners=item.owners,
        teams=item.teams,
        who=", ".join((*item.owners, *item.teams)) or None,
        when=when(look.of(item.item)),
        statement=position.statement if position else None,
        draft=position.number if position else None,
        missing=position is None,
        late=any(told.standing is DateStanding.LATE for told in dates),
        slippage=max(slipped, default=None),
    )


def when(milestones: Iterable[MilestoneContent]) -> str | None:
    """Return the dates of an item as a report writes them: `Interim 30/09/2009 Full 30/09/2010`.

    Those of several milestones are parted by semicolons, and each text stands once.
    """
    standing = [one for one in milestones if one.state is not Progress.REMOVED]
    texts = (" ".join(map(_written, one.dates)) for one in sorted(standing, key=by_due_day))
    return "; ".join(dict.fromkeys(text for text in texts if text)) or None


def _written(dated: TypedDate) -> str:
    said = dated.current.as_written
    return said if dated.kind is DateKind.DUE else f"{dated.kind.capitalize()} {said}"
