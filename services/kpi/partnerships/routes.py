"""Partnerships, and the councils that may be in them, over HTTP."""

from typing import Annotated

from fastapi import Depends, Response

from services.kpi.partnerships import queries, use_cases
from shared.contracts.answers import Page
from shared.contracts.kpi.partnerships import (
    CouncilCode,
    CouncilEntry,
    Partnership,
    PartnershipDefinition,
    Slug,
)
from shared.councils.reference import Council, all_councils, find_council
from shared.refusals import NotFound
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.asking import Asked, KnownAt
from shared.web.callers import Allowed, AnyCaller
from shared.web.conditional import Seen, answer_changed
from shared.web.routing import OperationRouter, Reads, Writes

councils = OperationRouter(prefix="/v1/kpi/councils", tags=["councils"])
partnerships = OperationRouter(prefix="/v1/kpi/partnerships", tags=["partnerships"])

Definer = Annotated[Principal, Depends(Allowed(Scope.KPI_DEFINE))]


def _shown(council: Council) -> CouncilEntry:
    return CouncilEntry(
        code=council.code,
        name=council.name,
        start=council.start,
        end=council.end,
        successors=list(council.successors),
    )


@councils.get("")
async def list_councils(asked: Asked, _: AnyCaller) -> Page[CouncilEntry]:
    """List the billing authorities of England, abolished ones included, by code."""
    after = asked.after(str)
    found = [c for c in all_councils() if after is None or c.code > after]
    return asked.page(found[: asked.look_ahead], key=lambda council: (council.code,), show=_shown)


@councils.get("/{code}")
async def read_council(code: CouncilCode, _: AnyCaller) -> CouncilEntry:
    """Read a council by its GSS code, present or former."""
    council = find_council(code)
    if council is None:
        message = "There is no billing authority in England of this code."
        raise NotFound(message)
    return _shown(council)


@partnerships.get("")
async def list_partnerships(
    reader: Reads, asked: Asked, as_known: KnownAt, _: AnyCaller
) -> Page[Partnership]:
    """List every partnership with its members, by slug."""
    await as_known.apply(reader)
    after = asked.after(str)
    found = await queries.partnerships_after(reader, after, limit=asked.look_ahead)
    return asked.page(found, key=lambda version: (version.slug,), show=queries.shown)


@partnerships.get("/{slug}")
async def read_partnership(
    slug: Slug, reader: Reads, as_known: KnownAt, _: AnyCaller
) -> Partnership:
    """Read a partnership as it stands, or as it was known at an instant."""
    await as_known.apply(reader)
    return await use_cases.find_partnership(reader, slug)


@partnerships.get("/{slug}/versions")
async def list_partnership_versions(
    slug: Slug, reader: Reads, asked: Asked, as_known: KnownAt, _: AnyCaller
) -> Page[Partnership]:
    """List a partnership's versions, newest first."""
    await as_known.apply(reader)
    await use_cases.find_partnership(reader, slug)
    return await asked.versions(queries.versions_before, reader, slug, show=queries.shown)


@partnerships.put("/{slug}", responses={201: {"model": Partnership}})
async def define_partnership(
    slug: Slug,
    definition: PartnershipDefinition,
    seen: Seen,
    tx: Writes,
    response: Response,
    definer: Definer,
) -> Partnership:
    """Say who is in a partnership, for the first time (`If-None-Match: *`) or anew (`If-Match`)."""
    defined, is_new = await use_cases.define_partnership(tx, slug, definition, seen, by=definer)
    return answer_changed(response, defined, is_new=is_new)
