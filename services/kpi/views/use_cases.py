"""What can be asked of performance, as it is worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.kpi.partnerships.use_cases import body_name
from services.kpi.performance.gathering import gather
from services.kpi.performance.method import METHOD
from services.kpi.performance.scorecard import SHOWN_IN, member_rows, rows_of, scorecard_row
from shared.calendar.periods import Period, PeriodType
from shared.contracts.kpi.performance import MemberRows, Scorecard, Series, View
from shared.refusals import Fault, Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.kpi.performance.evidence import Evidence
    from shared.contracts.kpi.indicators import Indicator
    from shared.storage.sessions import Reader
    from shared.web.asking import AsKnown


async def read_scorecard(reader: Reader, body: str, period: Period, as_known: AsKnown) -> Scorecard:
    """Return every indicator of an opened body in a period, and a partnership's members beside."""
    await as_known.apply(reader)
    evidence = await gather(reader, body, period.year)
    return Scorecard(
        body=body,
        body_name=_name_of(body, evidence),
        period=str(period),
        period_start=period.start,
        period_end=period.end,
        view=View.WORKING,
        known_at=as_known.known_at,
        settled=as_known.settled,
        method=dict(METHOD),
        rows=rows_of(evidence, body, period),
        members=_members(evidence, body, period),
    )


async def read_series(
    reader: Reader,
    body: str,
    indicator: str,
    year: Period,
    by: PeriodType | None,
    as_known: AsKnown,
) -> Series:
    """Return one indicator of an opened body through a year, as often as it is reported.

    Raises:
        NotFound: If there is no such indicator.
        Invalid: If the indicator is not reported as often as asked.
    """
    await as_known.apply(reader)
    evidence = await gather(reader, body, year, only=[indicator])
    defined = evidence.indicators.get(indicator)
    if defined is None:
        message = "There is no indicator of this code."
        raise NotFound(message)
    step = by or _finest_step(defined)
    if defined.frequency not in SHOWN_IN[step]:
        detail = f"the indicator is reported {defined.frequency}"
        raise Invalid(errors=[Fault("wrong_period_type", detail, parameter="by")])
    return Series(
        body=body,
        body_name=_name_of(body, evidence),
        indicator=indicator,
        year=str(year),
        view=View.WORKING,
        known_at=as_known.known_at,
        settled=as_known.settled,
        method=dict(METHOD),
        rows=[scorecard_row(evidence, body, defined, at) for at in periods_of(year, step)],
    )


def _name_of(body: str, evidence: Evidence) -> str:
    """Return the body's name, a partnership's as it was known then."""
    return body_name(body, evidence.partnerships.values()) or body


def _members(evidence: Evidence, body: str, period: Period) -> list[MemberRows]:
    if body not in evidence.partnerships:
        return []
    return [
        MemberRows(body=member, body_name=body_name(member, ()) or member, rows=rows)
        for member, rows in member_rows(evidence, body, period).items()
    ]


def _finest_step(indicator: Indicator) -> PeriodType:
    """Return the shortest periods that the indicator has something to say of."""
    return next(step for step in PeriodType if indicator.frequency in SHOWN_IN[step])


def periods_of(year: Period, step: PeriodType) -> Sequence[Period]:
    """Return the months or quarters of a year, or the year itself."""
    if step is PeriodType.MONTH:
        return year.months
    if step is PeriodType.YEAR:
        return (year,)
    return tuple(dict.fromkeys(month.quarter for month in year.months))
