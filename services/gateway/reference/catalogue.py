"""The merged OpenAPI document, as the services tell it just now."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any, Final, Protocol

from services.gateway.reference.merging import merged
from shared.refusals import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

TITLE: Final = "Quarterday"
FRESH_SECONDS: Final = 30.0
PARTLY_FRESH_SECONDS: Final = 2.0
"""Until the services are asked again when one did not answer: for one that hangs, everybody who
asks for the document would wait in turn."""


class Described(Protocol):
    """A service that can tell its OpenAPI document."""

    @property
    def name(self) -> str:
        """Its name, which is its part of the address."""

    async def described(self) -> dict[str, Any]:
        """Return its document, or raise `Unavailable`."""


class Catalogue:
    """Asks the services for their documents now and then, and remembers the last of each."""

    def __init__(
        self,
        own: Callable[[], dict[str, Any]],
        services: Sequence[Described],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._own = own
        self._services = services
        self._clock = clock
        self._asking = asyncio.Lock()
        self._known: dict[str, dict[str, Any]] = {}
        self._told: dict[str, dict[str, Any]] = {}
        self._fresh_until = 0.0
        self._content = b""
        self._missing: Sequence[str] = ()

    async def content(self) -> bytes:
        """Return the merged document in JSON.

        Raises:
            Unavailable: If a service is down that has not been heard of yet; it is named.
        """
        async with self._asking:
            if self._clock() >= self._fresh_until:
                await self._ask()
            if self._missing:
                message = f"The description of {', '.join(self._missing)} cannot be had just now."
                raise Unavailable(message)
            return self._content

    async def _ask(self) -> None:
        """Ask every service at once, and merge what is known by then."""
        answered = await asyncio.gather(*(self._ask_one(service) for service in self._services))
        self._missing = [each.name for each in self._services if each.name not in self._known]
        if not self._missing:
            services = {each.name: self._known[each.name] for each in self._services}
            if services != self._told:  # to merge them anew takes a tenth of a second
                whole = merged(self._own(), services, title=TITLE)
                self._content = json.dumps(
                    whole, ensure_ascii=False, separators=(",", ":")
                ).encode()
                self._told = services
        fresh = FRESH_SECONDS if all(answered) else PARTLY_FRESH_SECONDS
        self._fresh_until = self._clock() + fresh

    async def _ask_one(self, service: Described) -> bool:
        try:
            self._known[service.name] = await service.described()
        except Unavailable:
            return False
        return True
