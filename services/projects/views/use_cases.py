"""What can be asked of plans as a whole."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from services.projects.kept import queries
from services.projects.kept.kinds import Address
from services.projects.milestones.changes import read_changes
from services.projects.milestones.kinds import MILESTONE
from services.projects.plans.kinds import ITEM
from services.projects.positions.use_cases import confidence_of, positions_of
from services.projects.views.calendars import calendar_of
from services.projects.views.dates import late_of
from services.projects.views.gathering import gather, gather_all
from services.projects.views.highlights import highlights_of
from services.projects.views.reporting import Sight, report_of
from services.projects.views.timelines import timeline_of
from shared.calendar.working_days import day_in_london
from shared.contracts.projects.reports import LateList
from shared.refusals import Fault, Invalid, NotFound

if TYPE_CHECKING:
    from datetime import date

    from shared.calendar.periods import Period
    from shared.contracts.projects.reports import Highlights, PlanDate, PlanReport
    from shared.contracts.projects.timelines import Timeline
    from shared.storage.sessions import Reader
    from shared.web.asking import AsKnown


async def read_timeline(reader: Reader, at: Address, on: date, as_known: AsKnown) -> Timeline:
    """Return a plan's timeline.

    Raises:
        NotFound: If there is no such plan, or was none by then.
    """
    return timeline_of(await gather(reader, at), on, as_known)


async def read_late_of_plan(reader: Reader, at: Address, on: date, as_known: AsKnown) -> LateList:
    """Return what is late in a plan on a day.

    Raises:
        NotFound: If there is no such plan, or was none by then.
    """
    look = await gather(reader, at)
    return _late(at.body, look.plan.plan, on, as_known, late_of([look], on))


async def read_late(reader: Reader, body: str, on: date, as_known: AsKnown) -> LateList:
    """Return what is late in all plans of a body on a day.

    Raises:
        NotFound: If it keeps none, or kept none by then.
    """
    looks = await gather_all(reader, Address(body))
    return _late(body, None, on, as_known, late_of(looks, on))


async def read_calendar(reader: Reader, body: str, plan: str | None, as_known: AsKnown) -> bytes:
    """Return the calendar of a body's plans, or of one of them.

    Raises:
        NotFound: If there is no such plan, or none at all, or was none by then.
    """
    at = Address(body) if plan is None else Address(body, (plan,))
    looks = await gather_all(reader, at) if plan is None else [await gather(reader, at)]
    counts = await queries.version_counts(reader, at, (ITEM, MILESTONE))
    today = day_in_london(as_known.known_at or await reader.now())
    await reader.end()  # a calendar takes its time
    return await asyncio.to_thread(calendar_of, body, looks, counts, today)


async def sight_of(reader: Reader, period: Period, as_known: AsKnown) -> Sight:
    """Return of which day a period is told: its last, or today while it lasts.

    What is told is what is known now, or was at the instant asked for: positions and completions
    of a period are written down after it. So is that of other days.

    Raises:
        Invalid: If it has not begun.
    """
    today = day_in_london(as_known.known_at or await reader.now())
    if today < period.start:
        fault = Fault("period_not_begun", "had not begun by then", parameter="period")
        raise Invalid(errors=[fault])
    return Sight(period, min(period.end, today), as_known)


async def read_report(reader: Reader, at: Address, period: Period, as_known: AsKnown) -> PlanReport:
    """Return a plan's report for a period.

    Raises:
        NotFound: If there is no such plan, or was none by then.
        Invalid: If the period has not begun.
    """
    look = await gather(reader, at)
    sight = await sight_of(reader, period, as_known)
    positions = await positions_of(reader, at, period)
    try:
        changes = await read_changes(reader, at, period.start, sight.on, as_known)
    except NotFound:  # it was kept after the period
        changes = None
    return report_of(look, positions, changes, sight)


async def read_highlights(
    reader: Reader, at: Address, period: Period, as_known: AsKnown
) -> Highlights:
    """Return a plan's highlights for a period.

    Raises:
        NotFound: If there is no such plan, or was none by then.
        Invalid: If the period has not begun.
    """
    look = await gather(reader, at)
    sight = await sight_of(reader, period, as_known)
    return highlights_of(
        look,
        await positions_of(reader, at, period),
        await confidence_of(reader, at, sight.on),
        sight,
        (period.following or period).end,
    )


def _late(
    body: str, plan: str | None, on: date, as_known: AsKnown, items: list[PlanDate]
) -> LateList:
    return LateList(
        body=body,
        plan=plan,
        on=on,
        known_at=as_known.known_at,
        settled=as_known.settled,
        items=items,
    )
