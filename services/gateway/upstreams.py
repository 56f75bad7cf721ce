"""The services behind the gateway, as it asks them itself: are you ready, what do you know?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import httpx

from shared.refusals import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp

PATIENCE: Final = 1.5
"""Seconds that a service is given to answer about itself; the gateway's own caller waits too."""

_BASE: Final = "http://service.internal"
_OK: Final = 200


@dataclass(frozen=True, slots=True)
class Upstream:
    """One service, here or elsewhere."""

    name: str
    app: ASGIApp
    patience: float = PATIENCE

    async def readiness(self) -> str:
        """Return `ok`, or in a word why the service cannot answer; it never raises."""
        try:
            answer = await self.get("/readyz")
        except TimedOutAsking:
            return "timed_out"
        except Unavailable:
            return "unavailable"
        return "ok" if answer.status_code == _OK else "unavailable"

    async def described(self) -> dict[str, Any]:
        """Return the service's OpenAPI document.

        Raises:
            Unavailable: If it does not answer, or not with a document.
        """
        answer = await self.get("/openapi.json")
        try:
            document = answer.json()
        except ValueError as error:
            raise self._silent() from error
        if answer.status_code != _OK or not isinstance(document, dict):
            raise self._silent()
        return document

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """Return the service's answer, whatever it is.

        Raises:
            Unavailable: If there is none.
            TimedOutAsking: If it comes too late.
        """
        # The transport ignores httpx's time-outs, so the deadline stands around it.
        try:
            async with (
                asyncio.timeout(self.patience),
                httpx.AsyncClient(
                    transport=httpx.ASGITransport(self.app), base_url=_BASE
                ) as client,
            ):
                return await client.get(path, headers=headers)
        except TimeoutError as error:
            raise TimedOutAsking(self._silent().detail) from error
        except Exception as error:  # such as an answer that is broken off in its middle
            raise self._silent() from error

    def _silent(self) -> Unavailable:
        return Unavailable(f"The {self.name} service does not answer.")


class TimedOutAsking(Unavailable):
    """The service did not answer in time."""
