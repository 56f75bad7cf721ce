"""A request's payload on its way through, and the notice that its sender has left."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from services.gateway.door.framing import has_body

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Message, Receive, Scope

    from services.gateway.door.patience import Patience


_HEAD_WAITS_S: Final = 0.05
"""How long a request's head waits for its payload to begin, so that both go in one packet.

A service that refuses by the head alone must not be kept from it by a sender who waits or dawdles.
"""


class SenderLeft(Exception):
    """The caller closed the connection; there is nobody to answer."""


class Payload:
    """The payload of one request, handed on chunk by chunk and never kept.

    Attributes:
        announced: Whether there is one.
        awaited: Whether the sender, and nobody else, is being waited for.
        sender_left: Whether the caller has closed the connection.
    """

    def __init__(self, scope: Scope, receive: Receive, patience: Patience) -> None:
        self.announced = has_body(scope)
        self.awaited = False
        self.sender_left = False
        self._size = 0
        self._receive = receive
        self._patience = patience
        self._read = asyncio.Event()
        if not self.announced:
            self._read.set()

    async def chunks(self) -> AsyncIterator[bytes]:
        """Yield what arrives, as it arrives; the exchange's patience is renewed by each chunk.

        Raises:
            SenderLeft: If the caller left before the end. The copy must then have no end either.
        """
        more = True
        message: Message | None = None
        self.awaited = True
        try:
            async with asyncio.timeout(_HEAD_WAITS_S):
                message = await self._receive()
        except TimeoutError:
            yield b""  # which lets the head go
        while more:
            message = message or await self._receive()
            self.awaited = False
            if message["type"] == "http.disconnect":
                self.sender_left = True
                raise SenderLeft
            self._size += len(message.get("body", b""))
            self._patience.renew(self._size)
            more = message.get("more_body", False)
            if message.get("body"):
                yield message["body"]
            message, self.awaited = None, more
        self._read.set()

    async def watch(self) -> None:
        """Wait until the caller leaves, and cut the exchange short then."""
        await self._read.wait()
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.sender_left = True
        self._patience.cut()
