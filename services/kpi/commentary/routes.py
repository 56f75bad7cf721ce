"""Commentary over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Response

from services.kpi.commentary import queries, use_cases
from services.kpi.commentary.use_cases import CommentaryAddress
from services.kpi.partnerships.opening import OpenedAt
from shared.contracts.answers import Page
from shared.contracts.kpi.commentary import Commentary, CommentaryText
from shared.contracts.values import BodyCode, IndicatorCode, PeriodText
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.asking import Asked
from shared.web.callers import Allowed
from shared.web.conditional import Seen, answer_changed
from shared.web.routing import OperationRouter, Reads, Writes

commentary = OperationRouter(
    prefix="/v1/kpi/bodies/{body}/commentary/{period}", tags=["commentary"]
)

Writer = Annotated[Principal, Depends(Allowed(Scope.KPI_SUBMIT))]


@commentary.get("")
async def list_commentary(
    body: OpenedAt, period: PeriodText, reader: Reads, asked: Asked
) -> Page[Commentary]:
    """List what a body has said of a period, by indicator."""
    after = asked.after(str)
    found = await queries.commentary_after(reader, body, period, after, limit=asked.look_ahead)
    return asked.page(found, key=lambda version: (version.indicator,), show=queries.shown)


@commentary.get("/{indicator}")
async def read_commentary(
    body: OpenedAt, period: PeriodText, indicator: IndicatorCode, reader: Reads
) -> Commentary:
    """Read a body's commentary as it stands, or as it was known at an instant."""
    return await use_cases.find_commentary(reader, CommentaryAddress(body, period, indicator))


@commentary.get("/{indicator}/versions")
async def list_commentary_versions(
    body: OpenedAt, period: PeriodText, indicator: IndicatorCode, reader: Reads, asked: Asked
) -> Page[Commentary]:
    """List the versions of a body's commentary, newest first."""
    at = CommentaryAddress(body, period, indicator)
    await use_cases.find_commentary(reader, at)
    after = asked.after(datetime.fromisoformat)
    found = await queries.versions_before(reader, at, after, limit=asked.look_ahead)
    return asked.page(found, key=lambda version: (version.recorded_at,), show=queries.shown)


@commentary.put("/{indicator}", responses={201: {"model": Commentary}})
async def set_commentary(
    body: BodyCode,
    period: PeriodText,
    indicator: IndicatorCode,
    text: CommentaryText,
    seen: Seen,
    tx: Writes,
    response: Response,
    writer: Writer,
) -> Commentary:
    """Say something of a figure, for the first time (`If-None-Match: *`) or anew (`If-Match`).

    It is the board's text: the scorecard shows it in its row, and a release is approved with it.
    """
    at = CommentaryAddress(body, period, indicator)
    kept, is_new = await use_cases.set_commentary(tx, at, text, seen, by=writer)
    return answer_changed(response, kept, is_new=is_new)
