"""Plans as a whole over HTTP."""

import asyncio
from enum import StrEnum
from typing import Annotated, Any, Final

from fastapi import Depends, Query, Response

from services.projects.kept.days import DayAsked, OnAsked, day_asked
from services.projects.kept.kinds import Address
from services.projects.kept.places import OpenedAt, read_at
from services.projects.plans.kinds import PLAN
from services.projects.timeline.picture import SVG, timeline_svg
from services.projects.views import use_cases
from services.projects.views.calendars import CALENDAR
from services.projects.views.choosing import ReportChosen, TimelineChosen
from services.projects.views.published import REPORT, TIMELINE, TIMELINE_SVG, published_part
from services.projects.views.quarter import read_quarter
from services.projects.views.sheets import highlights_table, late_table, report_table
from shared.calendar.periods import Period
from shared.contracts.projects.reports import Highlights, LateList, PlanReport, ProjectsQuarter
from shared.contracts.projects.timelines import Timeline
from shared.contracts.projects.vocabulary import PlanCode, PlanView
from shared.contracts.values import PeriodText
from shared.refusals import Fault, Invalid
from shared.web.answering import answer_published, answer_working
from shared.web.asking import KnownAt
from shared.web.formats import TABLE_TOO, FormatAsked
from shared.web.routing import OperationRouter, PublicReads, Reads

of_plans = OperationRouter(prefix="/v1/projects/bodies/{body}/plans/{plan}", tags=["views"])
of_bodies = OperationRouter(prefix="/v1/projects/bodies/{body}", tags=["views"])

ReadPlan = Annotated[Address, Depends(read_at(PLAN.parts))]

_PICTURE_TOO: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {SVG: {"schema": {"type": "string"}}}}
}
_CALENDAR: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {CALENDAR: {"schema": {"type": "string"}}}}
}


class TimelineFormat(StrEnum):
    """How a timeline is answered."""

    JSON = "json"
    SVG = "svg"


@of_plans.get("/timeline", response_model=Timeline, responses=_PICTURE_TOO)
async def read_plan_timeline(
    chosen: TimelineChosen,
    reader: Reads,
    public: PublicReads,
    as_known: KnownAt,
    on: OnAsked = None,
    written: Annotated[
        TimelineFormat, Query(alias="format", description="The same as JSON, or as a picture.")
    ] = TimelineFormat.JSON,
) -> Timeline | Response:
    """Read when a plan's milestones were first due, are due now, and were met.

    Items stand in reading order. What was removed is among them, and says so; in what is published
    it is not. Who may not read the body, or has no key, reads what is published of it.
    """
    if chosen.view is PlanView.PUBLISHED:
        kind = TIMELINE if written is TimelineFormat.JSON else TIMELINE_SVG
        part = await published_part(public, chosen, as_known, kind)
        return await answer_published(part.content, part.media_type)
    await as_known.apply(reader)
    day = await day_asked(reader, as_known, on)
    shown = await use_cases.read_timeline(reader, chosen.at, day, as_known)
    await reader.end()  # a picture takes its time
    if written is TimelineFormat.JSON:
        return shown
    return Response(await asyncio.to_thread(timeline_svg, shown), media_type=SVG)


@of_plans.get("/report", response_model=PlanReport, responses=TABLE_TOO)
async def read_plan_report(
    chosen: ReportChosen,
    reader: Reads,
    public: PublicReads,
    as_known: KnownAt,
    written: FormatAsked,
) -> PlanReport | Response:
    """Read a plan's report for a period: who, when, and how each item stands.

    An item of which nobody said anything for the period is shown, as missing. It is told as it is
    known now, or at `known_at`, since much of a period is written down after it; dates are compared
    with its last day. Who may not read the body, or has no key, reads what is published of it.
    """
    name = f"report-{chosen.at.body}-{chosen.at.last}"
    if chosen.view is PlanView.PUBLISHED:
        part = await published_part(public, chosen, as_known, REPORT)
        return await answer_published(
            part.content, written=written, table=report_table, name=f"{name}-published"
        )
    if chosen.period is None:
        raise Invalid(errors=[Fault("missing", "say of which period", parameter="period")])
    await as_known.apply(reader)
    period = Period.parse(chosen.period)
    shown = await use_cases.read_report(reader, chosen.at, period, as_known)
    await reader.end()  # a workbook takes its time
    return await answer_working(written, shown, table=report_table, name=f"{name}-{period}")


@of_plans.get("/highlights", response_model=Highlights, responses=TABLE_TOO)
async def read_plan_highlights(
    at: ReadPlan, reader: Reads, as_known: KnownAt, period: PeriodText, written: FormatAsked
) -> Highlights | Response:
    """Read what a project board is told of a plan: done, next, late, in doubt, and not told.

    Next is what is due until the end of the period that follows. It is told as a report is. As CSV
    or XLSX it is one table, of which the first column says which of these a row is.
    """
    asked = Period.parse(period)
    shown = await use_cases.read_highlights(reader, at, asked, as_known)
    await reader.end()
    name = f"highlights-{at.body}-{at.last}-{asked}"
    return await answer_working(written, shown, table=highlights_table, name=name)


@of_plans.get("/late", response_model=LateList, responses=TABLE_TOO)
async def read_plan_late_list(
    at: ReadPlan, reader: Reads, as_known: KnownAt, on: DayAsked, written: FormatAsked
) -> LateList | Response:
    """Read what is late in a plan on a day, the longest first."""
    shown = await use_cases.read_late_of_plan(reader, at, on, as_known)
    await reader.end()
    name = f"late-{at.body}-{at.last}-{on}"
    return await answer_working(written, shown, table=late_table, name=name)


@of_bodies.get("/late", response_model=LateList, responses=TABLE_TOO)
async def read_late_list(
    body: OpenedAt, reader: Reads, as_known: KnownAt, on: DayAsked, written: FormatAsked
) -> LateList | Response:
    """Read what is late on a day in all plans of a body, the longest first."""
    shown = await use_cases.read_late(reader, body, on, as_known)
    await reader.end()
    return await answer_working(written, shown, table=late_table, name=f"late-{body}-{on}")


@of_bodies.get("/calendar.ics", response_class=Response, responses=_CALENDAR)
async def read_calendar(
    body: OpenedAt,
    reader: Reads,
    as_known: KnownAt,
    plan: Annotated[
        PlanCode | None, Query(description="Of this plan alone; else of all that the body keeps.")
    ] = None,
) -> Response:
    """Read when milestones are due as a calendar (RFC 5545): an event on the last day of each date.

    An event keeps its `UID`, and its `SEQUENCE` rises. What was removed, or moved to where no day
    is known, is `CANCELLED`; what is done says so.
    """
    written = await use_cases.read_calendar(reader, body, plan, as_known)
    named = {"content-disposition": f'inline; filename="plans-{body}.ics"'}
    return Response(written, headers=named, media_type=f"{CALENDAR}; charset=utf-8")


@of_bodies.get("/quarter")
async def read_projects_quarter(
    body: OpenedAt, reader: Reads, as_known: KnownAt, period: PeriodText
) -> ProjectsQuarter:
    """Read all that the board's quarterly report needs from a body's plans, pictures included.

    It is told as a plan's report is.
    """
    return await read_quarter(reader, body, Period.parse(period), as_known)
