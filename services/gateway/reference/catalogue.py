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


class Described(Protocol):
    """A service that can tell its OpenAPI document."""

    @property
    def name(self) -> str:
        """Its name, which is its part of the address."""

    async def described(self) -> dict[str, Any]:
        """Return its document, or raise `Unavailable`."""


class Catalogue:
    """Asks the services for their documents, at most every 30 s, and remembers the last of each."""

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
        self._fresh_until = 0.0
        self._content = b""

    async def content(self) -> bytes:
        """Return the merged document in JSON.

        Raises:
            Unavailable: If a service is down that has not been heard of yet; it is named.
        """
        async with self._asking:
            if self._clock() >= self._fresh_until:
                all_answered = await self._ask()
                whole = merged(self._own(), self._known, title=TITLE)
                self._content = json.dumps(
                    whole, ensure_ascii=False, separators=(",", ":")
                ).encode()
                if all_answered:
                    self._fresh_until = self._clock() + FRESH_SECONDS
            return self._content

    async def _ask(self) -> bool:
        """Ask every service at once; return whether all have answered."""
        answers = await asyncio.gather(*(self._ask_one(service) for service in self._services))
        never_heard = [name for name, _ in answers if name not in self._known]
        if never_heard:
            message = f"The description of {', '.join(never_heard)} cannot be had just now."
            raise Unavailable(message)
        return all(answered for _, answered in answers)

    async def _ask_one(self, service: Described) -> tuple[str, bool]:
        try:
            self._known[service.name] = await service.described()
        except Unavailable:
            return service.name, False
        return service.name, True
