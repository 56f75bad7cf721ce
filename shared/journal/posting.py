"""Telling a service elsewhere: each event is one POST, signed with the teller's own key."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Final

import httpx

from shared.journal.listening import NotHeard, service_principal
from shared.security.token import HEADER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.contracts.events import Address
    from shared.journal.outbox import Message
    from shared.security.token import Signer

_PATIENCE_S: Final = 5.0
"""For an answer. The claim on the body is held meanwhile: see the relay."""

_CONNECT_WITHIN_S: Final = 2.0
_REFUSES_THIS_ONE: Final = frozenset({400, 409, 413, 422})
"""Statuses that speak of the event itself; whatever else is no success speaks of the listener."""


class PostedTo:
    """A listener that takes events over HTTP, in another process or in this one."""

    def __init__(
        self,
        name: str,
        http: httpx.AsyncClient,
        signer: Signer,
        *,
        teller: str,
        takes: Mapping[str, Address],
    ) -> None:
        """Tell *name* by *http*, whose base address is the listener's, as the service *teller*."""
        self.name = name
        self._http = http
        self._signer = signer
        self._teller = teller
        self._takes = takes

    async def hear(self, message: Message) -> None:
        """Post an event, if it is of a kind that the listener takes."""
        address = self._takes.get(message.kind)
        if address is None:
            return
        caller = service_principal(self._teller, {address.scope: frozenset({message.body})})
        headers = {
            HEADER: self._signer.sign(caller, audience=self.name),
            "Content-Type": "application/json",
        }
        said = {"id": str(message.id), "body": message.body, **message.payload}
        try:
            # An app in this process ignores the client's time-outs.
            async with asyncio.timeout(_PATIENCE_S + 1):
                answer = await self._http.post(
                    address.path, content=json.dumps(said).encode(), headers=headers
                )
        except (TimeoutError, httpx.HTTPError) as error:
            raise NotHeard(type(error).__name__, is_down=True) from error
        if not answer.is_success:
            refused = answer.status_code in _REFUSES_THIS_ONE
            raise NotHeard(f"it answered {answer.status_code}", is_down=not refused)


def http_to(url: str) -> httpx.AsyncClient:
    """Return a client of the service at *url*, which goes through no proxy."""
    limits = httpx.Timeout(_PATIENCE_S, connect=_CONNECT_WITHIN_S)
    checks = url.startswith("https:")  # to load certificates takes its while, where none is shown
    return httpx.AsyncClient(base_url=url, timeout=limits, trust_env=False, verify=checks)


def http_here(app: httpx._transports.asgi._ASGIApp) -> httpx.AsyncClient:
    """Return a client of a service in this process."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://service.internal")
