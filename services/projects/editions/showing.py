"""What the public sees of a plan: what stands in it, and none of its owners' reasons. *Our choice*.

What was removed is gone, and so are the evidence of what was met, why a date was moved, why an
owner is or is not confident, notes, and links to risks and indicators. Consultations, decisions,
communications and money are no part of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shared.contracts.projects.editions import PublishedItem, PublishedPlan, PublishedSection
from shared.contracts.projects.vocabulary import PlanView, Progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from services.projects.views.gathering import Look
    from shared.contracts.projects.items import ItemContent
    from shared.contracts.projects.positions import ConfidenceSaid
    from shared.contracts.projects.reports import PlanDate, PlanReport, ReportRow
    from shared.contracts.projects.timelines import Timeline


def public_look(look: Look) -> Look:
    """Return a plan with what stands in it alone, and without evidence."""
    standing = {item.item for item in look.standing}
    return replace(
        look,
        items=look.standing,
        milestones=[
            one.model_copy(
                update={"dates": [d.model_copy(update={"evidence": None}) for d in one.dates]}
            )
            for one in look.milestones
            if one.item in standing and one.state is not Progress.REMOVED
        ],
    )


def public_report(report: PlanReport) -> PlanReport:
    """Return a report without reasons, and without which draft each position was."""
    return report.model_copy(
        update={
            "view": PlanView.PUBLISHED,
            "rows": [row.model_copy(update={"draft": None}) for row in report.rows],
            "late": _unreasoned(report.late),
            "achieved": _unreasoned(report.achieved),
        }
    )


def public_timeline(timeline: Timeline, period: str) -> Timeline:
    """Return a timeline as a quarter's."""
    return timeline.model_copy(update={"view": PlanView.PUBLISHED, "period": period})


def public_plan(
    look: Look, report: PlanReport, confidence: Mapping[str, ConfidenceSaid], known_at: datetime
) -> PublishedPlan:
    """Return a plan's text, and its items with how they stand by its report."""
    plan, items = look.plan, {item.item: item for item in look.items}
    return PublishedPlan(
        body=plan.body,
        plan=plan.plan,
        title=plan.title,
        view=PlanView.PUBLISHED,
        shape=plan.shape,
        starts=plan.starts,
        ends=plan.ends,
        summary=plan.summary,
        owners=plan.owners,
        sections=[
            PublishedSection(heading=one.heading, kind=one.kind, paragraphs=one.paragraphs)
            for one in plan.sections
        ],
        period=report.period,
        period_start=report.period_start,
        period_end=report.period_end,
        on=report.on,
        known_at=known_at,
        edition=None,
        items=[_item(items[row.item], row, confidence.get(row.item)) for row in report.rows],
    )


def _item(item: ItemContent, row: ReportRow, said: ConfidenceSaid | None) -> PublishedItem:
    return PublishedItem(
        item=item.item,
        title=item.title,
        kind=item.kind,
        depth=row.depth,
        is_orphan=row.is_orphan,
        text=item.text,
        deliverables=item.deliverables,
        owners=item.owners,
        teams=item.teams,
        impact=item.impact,
        affected=item.affected,
        measures=item.measures,
        when=row.when,
        statement=row.statement,
        confidence=said.confidence if said else None,
        confidence_on=said.on if said else None,
    )


def _unreasoned(dates: Iterable[PlanDate]) -> list[PlanDate]:
    return [date.model_copy(update={"last_reason": None}) for date in dates]
