"""Scorecards and series over HTTP."""

from typing import Annotated

from fastapi import Query, Response

from services.kpi.partnerships.opening import KpiReader
from services.kpi.views import use_cases
from services.kpi.views.sheets import scorecard_table, series_table
from shared.calendar.periods import Period, PeriodType
from shared.contracts.kpi.performance import Scorecard, Series, View
from shared.contracts.values import BodyCode, IndicatorCode, PeriodText, YearText
from shared.web.asking import KnownAt
from shared.web.formats import CSV_TOO, FormatAsked, in_format
from shared.web.routing import OperationRouter, Reads

performance = OperationRouter(prefix="/v1/kpi/bodies/{body}", tags=["performance"])

ViewAsked = Annotated[
    View | None,
    Query(description="`working` sees figures that await approval; it is what readers get."),
]


@performance.get("/scorecard", response_model=Scorecard, responses=CSV_TOO)
async def read_scorecard(
    body: BodyCode,
    period: PeriodText,
    reader: Reads,
    as_known: KnownAt,
    written: FormatAsked,
    _: KpiReader,
    view: ViewAsked = None,
) -> Scorecard | Response:
    """Read how each of a body's indicators stands in a month, a quarter or a year.

    A partnership's rows pool its members', who stand beside them.
    """
    scorecard = await use_cases.read_scorecard(reader, body, Period.parse(period), as_known, view)
    name = f"scorecard-{body}-{scorecard.period}"
    return in_format(written, scorecard, table=scorecard_table, name=name)


@performance.get("/series/{indicator}", response_model=Series, responses=CSV_TOO)
async def read_series(
    body: BodyCode,
    indicator: IndicatorCode,
    year: YearText,
    reader: Reads,
    as_known: KnownAt,
    written: FormatAsked,
    _: KpiReader,
    by: Annotated[
        PeriodType | None,
        Query(description="The length of each period; if left out, as often as it is reported."),
    ] = None,
    view: ViewAsked = None,
) -> Series | Response:
    """Read one indicator of a body through a financial year, period by period."""
    series = await use_cases.read_series(
        reader, body, indicator, Period.parse(year), by, as_known, view
    )
    name = f"series-{body}-{indicator}-{series.year}"
    return in_format(written, series, table=series_table, name=name)
