"""Figures over HTTP: the working view, with the history of each."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import Query, Response

from services.kpi.figures import queries
from services.kpi.figures.tables import FigureVersion
from services.kpi.partnerships.opening import OpenedAt
from shared.calendar.periods import Period
from shared.contracts.answers import Page
from shared.contracts.kpi.figures import Figure
from shared.contracts.values import IndicatorCode, PeriodText
from shared.sheets.forms import form_of
from shared.sheets.writing import Table
from shared.web.asking import Asked
from shared.web.formats import TABLE_TOO, FormatAsked, in_format
from shared.web.routing import OperationRouter, Reads

figures = OperationRouter(prefix="/v1/kpi/bodies/{body}/figures", tags=["figures"])
_FORM: Final = form_of(Figure, way="serialization")


@figures.get("", response_model=Page[Figure], responses=TABLE_TOO)
async def list_figures(
    body: OpenedAt,
    reader: Reads,
    asked: Asked,
    written: FormatAsked,
    response: Response,
    indicator: IndicatorCode | None = None,
    period: PeriodText | None = None,
    *,
    history: Annotated[
        bool, Query(description="Every version, oldest first, instead of the newest.")
    ] = False,
) -> Page[Figure] | Response:
    """List a body's own figures, by indicator and period."""
    types = (str, str, datetime.fromisoformat) if history else (str, str)
    read = queries.versions_after if history else queries.figures_after
    found = await read(
        reader,
        body,
        asked.after_key(*types),
        indicator=indicator,
        period=period,
        limit=asked.look_ahead,
    )
    page = asked.page(
        found,
        key=lambda figure: (figure.indicator, figure.period, figure.recorded_at)[: len(types)],
        show=_shown,
    )
    return await in_format(written, page, table=_table, name=f"figures-{body}", beside=response)


def _shown(figure: FigureVersion) -> Figure:
    period = Period.parse(figure.period)
    columns = {
        column.key: getattr(figure, column.key) for column in FigureVersion.__table__.columns
    }
    return Figure(**columns, period_start=period.start, period_end=period.end)


def _table(page: Page[Figure]) -> Table:
    return _FORM.table_of(page.items)
