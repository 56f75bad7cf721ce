"""All that the board's quarterly report needs from a body's plans, in one answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, NamedTuple

from services.projects.kept.kinds import Address
from services.projects.milestones.changes import Days, changes_of, read_all_versions
from services.projects.positions.use_cases import all_confidence, all_positions, confidence_in
from services.projects.timeline.picture import timeline_svg
from services.projects.views.dates import late_of
from services.projects.views.gathering import gather_all
from services.projects.views.reporting import report_of
from services.projects.views.timelines import timeline_of
from services.projects.views.use_cases import sight_of
from shared.calendar.periods import PeriodType
from shared.contracts.projects.reports import PlanQuarter, ProjectsQuarter
from shared.refusals import Fault, Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.projects.milestones.changes import Versions
    from services.projects.views.gathering import Look
    from services.projects.views.reporting import Sight
    from shared.calendar.periods import Period
    from shared.contracts.projects.positions import ConfidenceSaid, Position
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
    said = await _said(reader, Address(body), sight)
    await reader.end()  # pictures take their time
    told = [look for look in looks if is_told(look, sight)]
    return ProjectsQuarter(
        body=body,
        period=str(period),
        period_start=period.start,
        period_end=period.end,
        on=sight.on,
        known_at=as_known.known_at,
        settled=as_known.settled,
        method=METHOD,
        plans=[await asyncio.to_thread(_plan, look, said, sight) for look in told],
    )


def is_told(look: Look, sight: Sight) -> bool:
    """Return whether a plan is one of a quarter's, by `METHOD`."""
    plan, period = look.plan, sight.period
    if plan.starts is not None and plan.starts > period.end:
        return False
    return plan.ends is None or plan.ends >= period.start or bool(late_of([look], sight.on))


class _Said(NamedTuple):
    """What was recorded of a body's plans in a quarter, by plan; what is kept of them is a `Look`.

    Attributes:
        positions: By item.
        confidence: By item.
        versions: Of the plans that were kept by then.
    """

    positions: Mapping[str, Mapping[str, Position]]
    confidence: Mapping[str, Mapping[str, ConfidenceSaid]]
    versions: Mapping[str, Versions]


async def _said(reader: Reader, body: Address, sight: Sight) -> _Said:
    return _Said(
        await all_positions(reader, body, sight.period),
        await all_confidence(reader, body, sight.on),
        await read_all_versions(reader, body, _days(sight)),
    )


def _days(sight: Sight) -> Days:
    return Days(sight.period.start, sight.on, sight.as_known)


def _plan(look: Look, said: _Said, sight: Sight) -> PlanQuarter:
    code, on, as_known = look.plan.plan, sight.on, sight.as_known
    at, versions = Address(look.plan.body, (code,)), said.versions.get(code)
    changes = None if versions is None else changes_of(at, versions, _days(sight))
    confidence = said.confidence.get(code, {})
    return PlanQuarter(
        report=report_of(look, said.positions.get(code, {}), changes, sight),
        confidence=confidence_in(at, look.tree, confidence, on, as_known),
        picture=timeline_svg(timeline_of(look, on, as_known)),
    )
