"""What an edition publishes: a plan as known at its instant, its quarter's report, and pictures."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.projects.editions.showing import (
    public_look,
    public_plan,
    public_report,
    public_timeline,
)
from services.projects.kept.kinds import Address
from services.projects.positions.use_cases import confidence_of, positions_of
from services.projects.timeline.picture import SVG, timeline_svg
from services.projects.views.gathering import gather
from services.projects.views.published import PLAN, REPORT, TIMELINE, TIMELINE_SVG
from services.projects.views.reporting import report_of
from services.projects.views.timelines import timeline_of
from services.projects.views.use_cases import sight_of
from shared.calendar.periods import Period
from shared.publication import Document
from shared.web.asking import AsKnown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from shared.contracts.projects.editions import PublishedPlan
    from shared.contracts.projects.reports import PlanReport
    from shared.contracts.projects.timelines import Timeline
    from shared.editions import Place
    from shared.storage.sessions import Reader


@dataclass(frozen=True, slots=True)
class ComposedPlan:
    """A plan as an edition shows it."""

    plan: PublishedPlan
    report: PlanReport
    timeline: Timeline

    @property
    def said(self) -> Mapping[str, Any]:
        """All of it: its text and items, its report, and its timeline."""
        return {
            PLAN: self.plan.model_dump(mode="json"),
            REPORT: self.report.model_dump(mode="json"),
            TIMELINE: self.timeline.model_dump(mode="json"),
        }

    async def documents(self, edition: UUID, key: str) -> Sequence[Document]:
        """Return what is frozen of it; each document names the edition. Here it is drawn."""
        named = {"edition": edition}
        picture = await asyncio.to_thread(timeline_svg, self.timeline)
        return [
            Document.of(PLAN, key, self.plan.model_copy(update=named)),
            Document.of(REPORT, key, self.report.model_copy(update=named)),
            Document.of(TIMELINE, key, self.timeline.model_copy(update=named)),
            Document(TIMELINE_SVG, key, picture.encode(), SVG),
        ]


async def compose_plan(reader: Reader, of: Place, known_at: datetime) -> ComposedPlan:
    """Return what an edition would say.

    Dates are late as of the quarter's end, or of the instant before it.

    Raises:
        NotFound: If there was no such plan at that instant.
    """
    at, period = Address(of.body, (of.subject,)), Period.parse(of.period)
    as_known = AsKnown(known_at)
    with reader.as_known(known_at):
        look = public_look(await gather(reader, at))
        sight = await sight_of(reader, period, as_known)
        positions = await positions_of(reader, at, period)
        confidence = await confidence_of(reader, at, sight.on)
    report = public_report(report_of(look, positions, None, sight))
    return ComposedPlan(
        public_plan(look, report, confidence, known_at),
        report,
        public_timeline(timeline_of(look, sight.on, as_known), of.period),
    )
