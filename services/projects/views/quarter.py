"""All that the board's quarterly report needs from a body's plans, in one answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from services.projects.kept.kinds import Address
from services.projects.positions.use_cases import read_plan_confidence
from services.projects.timeline.picture import timeline_svg
from services.projects.views.dates import late_of
from services.projects.views.gathering import gather_all
from services.projects.views.timelines import timeline_of
from services.projects.views.use_cases import sight_of, whole_report
from shared.calendar.periods import PeriodType
from shared.contracts.projects.reports import PlanQuarter, ProjectsQuarter
from shared.refusals import Fault, Invalid

if TYPE_CHECKING:
    from services.projects.views.gathering import Look
    from services.projects.views.reporting import Sight
    from shared.calendar.periods import Period
    from shared.storage.sessions import Reader
    from shared.web.asking import AsKnown

METHOD: Final = (
    "A quarter has the plans whose first and last day it lies between, in whole or in part; those "
    "that do not say their days; and those that ended before it while a date of theirs is late."
)
"""*Our choice*: a plan that has ended is told of until nothing of it is late."""


async def read_quarter(
    reader: Reader, body: str, period: Period, as_known: AsKnown
) -> ProjectsQuarter:
    """Return how a body's plans stand in a quarter.

    They are told as they are known now, or at the instant asked for: see `sight_of`.

    Raises:
        NotFound: If the body keeps no plan, or kept none by then.
        Invalid: If it is no quarter, or has not begun.
    """
    if period.type is not PeriodType.QUARTER:
        detail = "must be a quarter, as 2019-20-Q3"
        raise Invalid(errors=[Fault("wrong_period_type", detail, parameter="period")])
    looks = await gather_all(reader, Address(body))
    sight = await sight_of(reader, period, as_known)
    return ProjectsQuarter(
        body=body,
        period=str(period),
        period_start=period.start,
        period_end=period.end,
        on=sight.on,
        known_at=as_known.known_at,
        settled=as_known.settled,
        method=METHOD,
        plans=[await _plan(reader, look, sight) for look in looks if is_told(look, sight)],
    )


def is_told(look: Look, sight: Sight) -> bool:
    """Return whether a plan is one of a quarter's, by `METHOD`."""
    plan, period = look.plan, sight.period
    if plan.starts is not None and plan.starts > period.end:
        return False
    return plan.ends is None or plan.ends >= period.start or bool(late_of([look], sight.on))


async def _plan(reader: Reader, look: Look, sight: Sight) -> PlanQuarter:
    at = Address(look.plan.body, (look.plan.plan,))
    timeline = timeline_of(look, sight.on, sight.as_known)
    return PlanQuarter(
        report=await whole_report(reader, look, sight),
        confidence=await read_plan_confidence(reader, at, sight.on, sight.as_known),
        picture=await asyncio.to_thread(timeline_svg, timeline),
    )
