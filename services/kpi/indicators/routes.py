"""Indicators over HTTP."""

from typing import Annotated

from fastapi import Depends, Response

from services.kpi.indicators import queries, use_cases
from shared.contracts.answers import Page
from shared.contracts.kpi.indicators import Indicator, IndicatorDefinition
from shared.contracts.values import IndicatorCode
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.asking import Asked, KnownAt
from shared.web.callers import Allowed, AnyCaller
from shared.web.conditional import Seen, answer_changed
from shared.web.routing import OperationRouter, Reads, Writes

indicators = OperationRouter(prefix="/v1/kpi/indicators", tags=["indicators"])

Definer = Annotated[Principal, Depends(Allowed(Scope.KPI_DEFINE))]


@indicators.get("")
async def list_indicators(
    reader: Reads, asked: Asked, as_known: KnownAt, _: AnyCaller
) -> Page[Indicator]:
    """List every indicator as it stands, or as it was known at an instant, by code."""
    await as_known.apply(reader)
    after = asked.after(str)
    found = await queries.indicators_after(reader, after, limit=asked.look_ahead)
    return asked.page(found, key=lambda version: (version.code,), show=queries.shown)


@indicators.get("/{code}")
async def read_indicator(
    code: IndicatorCode, reader: Reads, as_known: KnownAt, _: AnyCaller
) -> Indicator:
    """Read an indicator as it stands, or as it was known at an instant."""
    await as_known.apply(reader)
    return await use_cases.find_indicator(reader, code)


@indicators.get("/{code}/versions")
async def list_indicator_versions(
    code: IndicatorCode, reader: Reads, asked: Asked, as_known: KnownAt, _: AnyCaller
) -> Page[Indicator]:
    """List an indicator's versions, newest first."""
    await as_known.apply(reader)
    await use_cases.find_indicator(reader, code)
    return await asked.versions(queries.versions_before, reader, code, show=queries.shown)


@indicators.put("/{code}", responses={201: {"model": Indicator}})
async def define_indicator(
    code: IndicatorCode,
    definition: IndicatorDefinition,
    seen: Seen,
    tx: Writes,
    response: Response,
    definer: Definer,
) -> Indicator:
    """Define an indicator, for the first time (`If-None-Match: *`) or anew (`If-Match`)."""
    defined, is_new = await use_cases.define_indicator(tx, code, definition, seen, by=definer)
    return answer_changed(response, defined, is_new=is_new)
