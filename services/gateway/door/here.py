"""A service in this process, as an ASGI app: it is given the time that a service elsewhere is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.gateway.door.forward import DEADLINE
from services.gateway.door.framing import has_body
from services.gateway.door.patience import Patience
from shared.refusals import Malformed, TimedOut
from shared.web.watching import speaking_as

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Here:
    """One service behind the door, in the place of a `Forward` to it.

    Nothing is cut short here when a caller leaves: the service is told, as in a process of its own,
    and ends its own work (`shared.web.departures`), unless a commit is under way already.
    """

    def __init__(self, app: ASGIApp, *, name: str, deadline: float = DEADLINE) -> None:
        self._app = app
        self._name = name
        self._deadline = deadline

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the service answer a request.

        Raises:
            TimedOut: If no answer came in time, or one that began went no further.
            Malformed: If the payload stopped arriving.
        """
        exchange = _Exchange(scope, receive, send, Patience(self._deadline))
        try:
            with speaking_as(self._name):
                async with exchange.patience:
                    await self._app(scope, exchange.receive, exchange.send)
        except TimeoutError as error:
            if exchange.awaited:
                close = {"Connection": "close"}
                raise Malformed("The payload stopped arriving.", headers=close) from error
            late = f"The {self._name} service did not answer within {self._deadline:g} seconds."
            raise TimedOut(late) from error


class _Exchange:
    """A request and its answer, on their way through; either's progress renews the patience.

    Attributes:
        awaited: Whether the sender of the payload, and nobody else, is being waited for.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, patience: Patience) -> None:
        self.patience = patience
        self.awaited = False
        self._receive = receive
        self._send = send
        self._size = 0
        self._more = has_body(scope)

    async def receive(self) -> Message:
        self.awaited = self._more
        message = await self._receive()
        self.awaited = False
        if message["type"] == "http.request" and self._more:
            self._size += len(message.get("body", b""))
            self._more = message.get("more_body", False)
            self.patience.renew(self._size)
        return message

    async def send(self, message: Message) -> None:
        await self._send(message)
        self.patience.renew()
