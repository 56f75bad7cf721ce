"""Whether a service is up, and whether what it needs is. Neither question needs a caller."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any, Final

import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse

from shared.contracts.answers import Health
from shared.storage.engine import is_unbound, sees_work

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from shared.web.service import Context

log = structlog.get_logger()

READY_KEPT: Final = 1.0
UNREADY_KEPT: Final = 0.1
"""Seconds for which an answer is given again. A suite that starts is waited for, so "not yet" is
forgotten sooner."""

_PATIENCE: Final = 2.0

_TOO_MIGHTY: Final = (
    "login_bypasses_row_level_security",
    (
        "the database login is a superuser or has BYPASSRLS, so one council's rows would be shown "
        "to another; log in as the service's runtime role"
    ),
)
_SEES_DRAFTS: Final = (
    "login_sees_more_than_is_published",
    (
        "the database login for published documents may read working tables too, or no policy "
        "binds it, so drafts could be shown to anyone; log in as the service's public role"
    ),
)
"""What each kind of login must not be: its word in the answer, and the sentence in the log."""

health = APIRouter(tags=["health"])


@health.get("/livez", response_model=Health)
async def read_liveness() -> Health:
    """Tell that the process is up; it asks nothing of the database."""
    return Health(status="ok")


@health.get("/readyz", response_model=Health, responses={503: {"model": Health}})
async def read_readiness(request: Request) -> JSONResponse:
    """Tell whether the service can answer: its database is there."""
    context: Context = request.app.state.context
    return await context.readiness.answer()


class Readiness:
    """Asks whether all is well, once for all who want to know at about the same time.

    Nobody needs a key to ask, so that many questions must not cost more than few.
    """

    def __init__(
        self,
        look: Callable[[], Awaitable[dict[str, str]]],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Ask *look*, whose answer has `ok` for each part that is, else in a word what is wrong."""
        self._look = look
        self._clock = clock
        self._looking = asyncio.Lock()
        self._kept_until = 0.0
        self._health = Health(status="unavailable")

    async def answer(self) -> JSONResponse:
        """Return the answer: 200, or 503 if anything is not well."""
        async with self._looking:
            if self._clock() >= self._kept_until:
                checks = await self._look()
                ready = all(state == "ok" for state in checks.values())
                self._health = Health(status="ok" if ready else "unavailable", checks=checks)
                self._kept_until = self._clock() + (READY_KEPT if ready else UNREADY_KEPT)
        return JSONResponse(self._health.model_dump(), 200 if self._health.status == "ok" else 503)


def all_of(*looks: Callable[[], Awaitable[dict[str, str]]]) -> Callable[[], Any]:
    """Return what looks at all of them at once."""

    async def look() -> dict[str, str]:
        states = await asyncio.gather(*(look() for look in looks))
        return {part: state for checks in states for part, state in checks.items()}

    return look


class DatabaseCheck:
    """Whether a service's database is there, and its login one that row-level security binds.

    The login for what is `published` must also be one that sees nothing else.
    """

    def __init__(self, url: str, *, published: bool = False) -> None:
        self._url = url
        self._part = "published" if published else "database"
        self._is_too_mighty = sees_work if published else is_unbound
        self._fault = _SEES_DRAFTS if published else _TOO_MIGHTY
        self._said = "ok"

    async def __call__(self) -> dict[str, str]:
        """Look, and log what is wrong when that changes."""
        state, told = await self._state()
        if state not in {"ok", self._said}:
            log.error(told, check=state)
        self._said = state
        return {self._part: state}

    async def _state(self) -> tuple[str, str]:
        try:
            async with asyncio.timeout(_PATIENCE):
                too_mighty = await self._is_too_mighty(self._url)
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer is the same
            return "unavailable", f"database not reachable: {type(error).__name__}"
        return self._fault if too_mighty else ("ok", "")
