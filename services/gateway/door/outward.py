"""The way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.gateway.door.headers import values_of
from shared.request_ids import REQUEST_ID

if TYPE_CHECKING:
    from starlette.types import Message, Send

    from services.gateway.door.inward import Inward


class Outward:
    """Puts the request id on an answer, and knows whether the answer has begun.

    If it begins before its request's payload has ended, it is the last on its connection: `finish`
    lets that be closed, once the answer can be trusted to have been seen.
    """

    def __init__(self, send: Send, identifier: str, inward: Inward) -> None:
        self._send = send
        self._inward = inward
        self._field = (REQUEST_ID, identifier.encode())
        self._closes = False
        self._held: Message | None = None
        self.started = False

    async def __call__(self, message: Message) -> None:
        """Pass on one message of the answer."""
        if message["type"] == "http.response.start":
            self.started = True
            fields = [f for f in message.get("headers", ()) if f[0].lower() != REQUEST_ID]
            fields.append(self._field)
            # Without a length, its end must be sent to be seen, and our server then reads on.
            if not self._inward.ended and values_of(fields, b"content-length"):
                self._closes = True
                fields = [f for f in fields if f[0].lower() != b"connection"]
                fields.append((b"connection", b"close"))
            message = {**message, "headers": fields}
        elif self._closes and not message.get("more_body", False):
            self._held = {**message, "body": b""}
            message = {**message, "more_body": True}
        await self._send(message)

    async def finish(self) -> None:
        """End the answer, and with it the connection, if the payload never ended."""
        if self._held is not None:
            await self._inward.read_away()
            await self._send(self._held)
