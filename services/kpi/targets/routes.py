"""Targets over HTTP."""

from typing import Annotated

from fastapi import Depends, Response

from services.kpi.partnerships.opening import OpenedAt
from services.kpi.targets import queries, use_cases
from services.kpi.targets.use_cases import TargetAddress
from shared.contracts.answers import Page
from shared.contracts.kpi.targets import Target, TargetDefinition
from shared.contracts.values import BodyCode, IndicatorCode, YearText
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.asking import Asked
from shared.web.callers import Allowed
from shared.web.conditional import Seen, answer_changed
from shared.web.routing import OperationRouter, Reads, Writes

targets = OperationRouter(prefix="/v1/kpi/bodies/{body}/targets/{year}", tags=["targets"])

TargetSetter = Annotated[Principal, Depends(Allowed(Scope.KPI_TARGET))]


@targets.get("")
async def list_targets(body: OpenedAt, year: YearText, reader: Reads, asked: Asked) -> Page[Target]:
    """List the targets that a body has set for a year, by indicator."""
    after = asked.after(str)
    found = await queries.targets_after(reader, body, year, after, limit=asked.look_ahead)
    return asked.page(found, key=lambda version: (version.indicator,), show=queries.shown)


@targets.get("/{indicator}")
async def read_target(
    body: OpenedAt, year: YearText, indicator: IndicatorCode, reader: Reads
) -> Target:
    """Read a body's own target as it stands, or as it was known at an instant."""
    return await use_cases.find_target(reader, TargetAddress(body, year, indicator))


@targets.get("/{indicator}/versions")
async def list_target_versions(
    body: OpenedAt, year: YearText, indicator: IndicatorCode, reader: Reads, asked: Asked
) -> Page[Target]:
    """List the versions of a body's own target, newest first."""
    at = TargetAddress(body, year, indicator)
    await use_cases.find_target(reader, at)
    return await asked.versions(queries.versions_before, reader, at, show=queries.shown)


@targets.put("/{indicator}", responses={201: {"model": Target}})
async def set_target(
    body: BodyCode,
    year: YearText,
    indicator: IndicatorCode,
    definition: TargetDefinition,
    seen: Seen,
    tx: Writes,
    response: Response,
    setter: TargetSetter,
) -> Target:
    """Set a body's target, for the first time (`If-None-Match: *`) or anew (`If-Match`).

    A change gives its rationale. A profile that breaks the rule of its indicator's accumulation is
    kept and flagged, unless the target is confirmed and `strict`.
    """
    at = TargetAddress(body, year, indicator)
    kept, is_new = await use_cases.set_target(tx, at, definition, seen, by=setter)
    return answer_changed(response, kept, is_new=is_new)
