"""The gateway's public addresses outside `/v1`; none of them asks who calls."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from services.gateway.reference import pages, problem_pages
from services.gateway.reference.catalogue import Catalogue
from shared.contracts.answers import Health
from shared.refusals import NotFound
from shared.web.conditional import entity_tag, is_unchanged
from shared.web.health import Readiness

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Probed(Protocol):
    """A service that can tell whether it is ready."""

    @property
    def name(self) -> str:
        """Its name."""

    async def readiness(self) -> str:
        """Return `ok`, or in a word why not."""


router = APIRouter(include_in_schema=False)


@router.get("/")
async def read_index(request: Request) -> Response:
    """Say where everything is: in JSON, or to a browser as a page."""
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(pages.index_page(), headers=pages.SECURITY | {"Vary": "Accept"})
    headers = {"Cache-Control": pages.CHECKED_EACH_TIME, "Vary": "Accept"}
    return JSONResponse(pages.index_document(), headers=headers)


@router.get("/docs")
async def read_docs() -> Response:
    """Show the API, to read and to try."""
    return HTMLResponse(pages.docs_page(), headers=pages.SECURITY)


@router.get("/docs/{name}")
async def read_asset(name: str, request: Request) -> Response:
    """Give a file that a page loads, unless the browser has this very one."""
    if name not in pages.ASSETS:
        raise NotFound
    return _checked_each_time(request, pages.asset(name), pages.SECURITY)


@router.get("/problems")
async def list_problems() -> Response:
    """List the types of problems."""
    return HTMLResponse(problem_pages.list_page(), headers=pages.SECURITY)


@router.get("/problems/{code}")
async def read_problem(code: str) -> Response:
    """Explain one type of problem: this is where `type` in a problem leads."""
    kind = problem_pages.problem_types().get(code)
    if kind is None:
        raise NotFound
    return HTMLResponse(problem_pages.problem_page(kind), headers=pages.SECURITY)


def asking_router(catalogue: Catalogue, services: Sequence[Probed]) -> APIRouter:
    """Return the routes that answer from *catalogue*, and by asking *services*."""
    router = APIRouter(include_in_schema=False)

    async def look() -> dict[str, str]:
        states = await asyncio.gather(*(service.readiness() for service in services))
        return {service.name: state for service, state in zip(services, states, strict=True)}

    readiness = Readiness(look)

    @router.get("/livez")
    async def read_liveness() -> Response:
        return JSONResponse(Health(status="ok").model_dump())

    @router.get("/readyz")
    async def read_readiness() -> Response:
        return await readiness.answer()

    @router.get("/openapi.json")
    async def read_openapi(request: Request) -> Response:
        content = await catalogue.content()
        document = pages.Asset(content, "application/json", entity_tag(content))
        return _checked_each_time(request, document, {})

    return router


def _checked_each_time(
    request: Request, asset: pages.Asset, headers: Mapping[str, str]
) -> Response:
    told = {**headers, "ETag": asset.tag, "Cache-Control": pages.CHECKED_EACH_TIME}
    if is_unchanged(request.headers.get("if-none-match"), asset.tag):
        return Response(status_code=304, headers=told)
    return Response(asset.content, headers=told, media_type=asset.media_type)
