"""Scorecards and series over HTTP."""

from typing import Annotated

from fastapi import Query, Response

from services.kpi.views import use_cases
from services.kpi.views.choosing import ViewChosen
from services.kpi.views.published import published_scorecard, published_series
from services.kpi.views.sheets import scorecard_table, series_table
from shared.calendar.periods import Period, PeriodType
from shared.contracts.kpi.performance import Scorecard, Series, View
from shared.contracts.values import IndicatorCode, PeriodText, YearText
from shared.web.answering import answer_published, answer_working
from shared.web.asking import KnownAt
from shared.web.formats import TABLE_TOO, FormatAsked
from shared.web.routing import OperationRouter, PublicReads, Reads

performance = OperationRouter(prefix="/v1/kpi/bodies/{body}", tags=["performance"])


@performance.get("/scorecard", response_model=Scorecard, responses=TABLE_TOO)
async def read_scorecard(
    chosen: ViewChosen,
    period: PeriodText,
    reader: Reads,
    public: PublicReads,
    as_known: KnownAt,
    written: FormatAsked,
) -> Scorecard | Response:
    """Read how each of a body's indicators stands in a month, a quarter or a year.

    A partnership's rows pool its members', who stand beside them. Who may not read the body, or
    has no key, reads what is published of it.
    """
    body = chosen.body
    name = f"scorecard-{body}-{period}"
    at = Period.parse(period)
    if chosen.view is View.PUBLISHED:
        content = await published_scorecard(public, body, at, as_known, chosen.release)
        return await answer_published(content, written=written, table=scorecard_table, name=name)
    scorecard = await use_cases.read_scorecard(reader, body, at, as_known)
    return await answer_working(written, scorecard, table=scorecard_table, name=name)


@performance.get("/series/{indicator}", response_model=Series, responses=TABLE_TOO)
async def read_series(
    chosen: ViewChosen,
    indicator: IndicatorCode,
    year: YearText,
    reader: Reads,
    public: PublicReads,
    as_known: KnownAt,
    written: FormatAsked,
    by: Annotated[
        PeriodType | None,
        Query(description="The length of each period; if left out, as often as it is reported."),
    ] = None,
) -> Series | Response:
    """Read one indicator of a body through a financial year, period by period.

    Who may not read the body, or has no key, reads what is published of it.
    """
    body = chosen.body
    name = f"series-{body}-{indicator}-{year}"
    whole = Period.parse(year)
    if chosen.view is View.PUBLISHED:
        content = await published_series(
            public, body, indicator, whole, by, as_known, chosen.release
        )
        return await answer_published(content, written=written, table=series_table, name=name)
    series = await use_cases.read_series(reader, body, indicator, whole, by, as_known)
    return await answer_working(written, series, table=series_table, name=name)
