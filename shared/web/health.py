"""Whether a service is up, and whether what it needs is. Neither question needs a caller."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from starlette.requests import Request
from starlette.responses import JSONResponse

from shared.contracts.answers import Health

if TYPE_CHECKING:
    from shared.web.service import Context

log = structlog.get_logger()

_PATIENCE = 2.0

health = APIRouter(tags=["health"])


@health.get("/livez", response_model=Health)
async def read_liveness() -> Health:
    """Tell that the process is up; it asks nothing of the database."""
    return Health(status="ok")


@health.get("/readyz", response_model=Health, responses={503: {"model": Health}})
async def read_readiness(request: Request) -> JSONResponse:
    """Tell whether the service can answer: its database is there."""
    context: Context = request.app.state.context
    database = await _database(context.database_url)
    ready = Health(status=database, checks={"database": database})
    return JSONResponse(ready.model_dump(), 200 if database == "ok" else 503)


async def _database(url: str) -> str:
    # A connection of its own: a pool that is all in use does not make a service unready.
    engine = create_async_engine(url, poolclass=NullPool, connect_args={"timeout": _PATIENCE})
    try:
        async with asyncio.timeout(_PATIENCE), engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer is the same
        log.warning("database not reachable", cause=type(error).__name__)
        return "unavailable"
    finally:
        await engine.dispose()
    return "ok"
