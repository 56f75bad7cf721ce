"""The id that finds one request in every service's log."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import uuid_utils

from services.gateway.door.headers import REQUEST_ID, Fields, values_of

if TYPE_CHECKING:
    from starlette.types import Message, Send

_ACCEPTED: Final = re.compile(rb"[A-Za-z0-9._-]{1,128}")


def request_id(fields: Fields) -> str:
    """Return the caller's `X-Request-Id` if it is one that a log can hold, else a new one."""
    given = values_of(fields, REQUEST_ID)
    if len(given) == 1 and _ACCEPTED.fullmatch(given[0]):
        return given[0].decode()
    return str(uuid_utils.uuid7())


class Outward:
    """The way out: puts the request id on the answer, and knows how far the answer has come."""

    def __init__(self, send: Send, identifier: str) -> None:
        self._send = send
        self._field = (REQUEST_ID, identifier.encode())
        self.started = False
        self.complete = False

    async def __call__(self, message: Message) -> None:
        """Pass on one message of the answer."""
        if message["type"] == "http.response.start":
            self.started = True
            fields = [f for f in message.get("headers", ()) if f[0].lower() != REQUEST_ID]
            message = {**message, "headers": [*fields, self._field]}
        elif message["type"] == "http.response.body" and not message.get("more_body", False):
            self.complete = True
        await self._send(message)
