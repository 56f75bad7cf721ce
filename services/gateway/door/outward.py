"""The way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.request_ids import REQUEST_ID

if TYPE_CHECKING:
    from starlette.types import Message, Send


class Outward:
    """Puts the request id on an answer, and knows whether the answer has begun."""

    def __init__(self, send: Send, identifier: str) -> None:
        self._send = send
        self._field = (REQUEST_ID, identifier.encode())
        self.started = False

    async def __call__(self, message: Message) -> None:
        """Pass on one message of the answer."""
        if message["type"] == "http.response.start":
            self.started = True
            fields = [f for f in message.get("headers", ()) if f[0].lower() != REQUEST_ID]
            message = {**message, "headers": [*fields, self._field]}
        await self._send(message)
