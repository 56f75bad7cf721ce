"""The way in: what is received, and what is left of it once the answer is known."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from services.gateway.door.framing import has_body
from services.gateway.door.headers import values_of

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope

_SMALL: Final = 64 * 1024
"""Bytes of a payload that our server may read away after its answer, to keep the connection."""

_MOST_READ_AWAY: Final = 16 * 1024 * 1024
_READ_AWAY_WITHIN_S: Final = 2.0
"""Whoever goes on sending is read from a while longer: were the connection closed on unread bytes,
his system would drop the answer before he saw it. Then it is closed, or he could go on for ever."""


class Inward:
    """Hands on a request's payload, and knows whether it has come to its end."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self.ended = not has_body(scope) or _is_small(scope)

    async def __call__(self) -> Message:
        """Receive the next message."""
        message = await self._receive()
        if not message.get("more_body", False):
            self.ended = True
        return message

    async def read_away(self) -> None:
        """Receive what still comes, for a moment, and drop it."""
        size = 0
        with suppress(TimeoutError):
            async with asyncio.timeout(_READ_AWAY_WITHIN_S):
                while not self.ended and size < _MOST_READ_AWAY:
                    size += len((await self()).get("body", b""))


def _is_small(scope: Scope) -> bool:
    lengths = values_of(scope["headers"], b"content-length")
    return bool(lengths) and lengths[0].isdigit() and int(lengths[0]) <= _SMALL
