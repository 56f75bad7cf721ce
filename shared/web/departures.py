"""The caller of a request, who may leave before the answer: then nobody works on it any more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from types import TracebackType

    from starlette.types import Message, Receive, Scope

WATCHED_AFTER: Final = 0.2
"""Seconds from which on a caller is watched. Most are answered sooner, and cost no task."""

_SENDS_NOTHING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_NOTHING: Final[Message] = {"type": "http.request", "body": b"", "more_body": False}


class CallerLeft(Exception):
    """The caller closed the connection; there is nobody to answer."""


class Caller:
    """Hands on what the caller sends, and cuts the work short when they leave.

    `async with caller:` raises `CallerLeft` in the task that entered it. The work within is
    cancelled, so that a statement of the database ends and its transaction is undone.
    """

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._whole = scope["method"] in _SENDS_NOTHING
        self._handed_on = False
        self._patience = asyncio.timeout(None)
        self._due: asyncio.TimerHandle | None = None
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        await self._patience.__aenter__()
        if self._whole:
            self._watch_soon()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.answered()
        try:
            await self._patience.__aexit__(kind, error, trace)
        except TimeoutError:
            raise CallerLeft from None

    async def receive(self) -> Message:
        """Return the next message of the payload; no departure is ever told, since it cuts."""
        if self._handed_on:
            await asyncio.Event().wait()
        message = _NOTHING if self._whole else await self._receive()
        if message["type"] == "http.disconnect":
            self._leave()
            await asyncio.Event().wait()
        self._handed_on = not message.get("more_body", False)
        if self._handed_on and not self._whole:
            self._whole = True
            self._watch_soon()
        return message

    def answered(self) -> None:
        """Watch no longer: whoever leaves now has what they came for."""
        if self._due is not None:
            self._due.cancel()
        if self._watch is not None:
            self._watch.cancel()

    def _watch_soon(self) -> None:
        self._due = asyncio.get_running_loop().call_later(WATCHED_AFTER, self._begin)

    def _begin(self) -> None:
        self._watch = asyncio.create_task(self._until_left())

    async def _until_left(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._leave()

    def _leave(self) -> None:
        if not self._patience.expired():
            self._patience.reschedule(asyncio.get_running_loop().time())
