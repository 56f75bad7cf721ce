"""A service somewhere else, as an ASGI app: what it is sent is streamed there and back."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from services.gateway.door.framing import raw_path
from services.gateway.door.headers import Fields, end_to_end
from services.gateway.door.patience import Patience
from services.gateway.door.payload import Payload, SenderLeft
from shared import deadlines
from shared.refusals import Malformed, TimedOut, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Receive, Scope, Send

DEADLINE: Final = deadlines.GATEWAY
"""Seconds without progress after which a service has not answered in time.

An ordinary request is one step, so its whole answer is due by then; an upload's clock starts anew
with each chunk that its sender delivers, a download's with each that the service does.
"""

CONNECT_WITHIN: Final = 2.0
"""Seconds within which a service must take a connection, waiting for a free one included."""

_MOST_CONNECTIONS: Final = 256
_KEPT_SECONDS: Final = 15.0
"""Below the 65 s of our services: it is always we who drop an idle connection, so that no request
meets one that is just being closed."""

_SET_BY_OUR_SERVER: Final = frozenset({b"date", b"server"})
_ONE_HOP: Final = frozenset({b"expect"})
_WITHOUT_CONTENT: Final = frozenset({204, 304})
_FIRST_FINAL_STATUS: Final = 200


class AnswerBrokenOff(Exception):
    """The answer stopped in its middle. The caller must see that, and not a shorter answer."""


class Outgoing:
    """The gateway's connections to its services, opened with the first request."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def session(self) -> aiohttp.ClientSession:
        """The pool. It decodes nothing, keeps no cookies and adds no field of its own."""
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=0, limit_per_host=_MOST_CONNECTIONS, keepalive_timeout=_KEPT_SECONDS
                ),
                timeout=aiohttp.ClientTimeout(
                    total=None, connect=CONNECT_WITHIN, sock_connect=CONNECT_WITHIN
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
                auto_decompress=False,
            )
        return self._session

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()


class Forward:
    """One service behind the door.

    A POST is sent once. A GET, HEAD, OPTIONS, PUT or DELETE whose payload has not begun to leave
    is sent a second time if its connection turns out to have been closed (RFC 9110, section
    9.2.2); aiohttp does that.
    """

    def __init__(
        self, url: str, outgoing: Outgoing, *, name: str = "", deadline: float = DEADLINE
    ) -> None:
        self._url = url.rstrip("/")
        self._outgoing = outgoing
        self._service = f"The {name} service" if name else "The service"
        self._deadline = deadline

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and its answer back.

        Raises:
            Unavailable: If the service cannot be reached, or its answer cannot be read.
            TimedOut: If no answer came in time.
            Malformed: If the payload stopped arriving.
            AnswerBrokenOff: If the answer began, and failed.
            SenderLeft: If the caller left; the service sees its connection closed.
        """
        patience = Patience(self._deadline)
        payload = Payload(scope, receive, patience)
        started = False
        try:
            async with patience, _watching(payload), self._asked(scope, payload) as answer:
                started = True
                await _relay(answer, send, patience)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            if payload.sender_left:
                raise SenderLeft from error
            if started:
                raise AnswerBrokenOff from error
            raise self._refusal(error, payload) from error

    @asynccontextmanager
    async def _asked(self, scope: Scope, payload: Payload) -> AsyncIterator[aiohttp.ClientResponse]:
        query = scope["query_string"]
        target = raw_path(scope) + (b"?" + query if query else b"")
        answer = await self._outgoing.session.request(
            scope["method"],
            URL(self._url + target.decode("ascii"), encoded=True),
            headers=_request_fields(scope["headers"], payload),
            data=payload.chunks() if payload.announced else None,
            allow_redirects=False,
        )
        try:
            if answer.status < _FIRST_FINAL_STATUS:
                message = f"{self._service} answered with the interim status {answer.status}"
                raise aiohttp.ClientPayloadError(message)
            yield answer
        finally:
            answer.close()  # a finished answer has given its connection back before

    def _refusal(self, error: BaseException, payload: Payload) -> Exception:
        if not isinstance(error, TimeoutError) or isinstance(error, aiohttp.ServerTimeoutError):
            return Unavailable(f"{self._service} cannot be reached just now.")
        if payload.awaited:
            return Malformed("The payload stopped arriving.", headers={"Connection": "close"})
        return TimedOut(f"{self._service} did not answer within {self._deadline:g} seconds.")


@asynccontextmanager
async def _watching(payload: Payload) -> AsyncIterator[None]:
    watch = asyncio.create_task(payload.watch())
    try:
        yield
    finally:
        watch.cancel()


def _request_fields(fields: Fields, payload: Payload) -> CIMultiDict[str]:
    ending = _ONE_HOP if payload.announced else _ONE_HOP | {b"content-length"}
    kept = [(name, value) for name, value in end_to_end(fields) if name not in ending]
    return CIMultiDict((name.decode("ascii"), value.decode()) for name, value in kept)


async def _relay(answer: aiohttp.ClientResponse, send: Send, patience: Patience) -> None:
    ending = _SET_BY_OUR_SERVER
    if answer.status in _WITHOUT_CONTENT:
        ending |= {b"content-length"}  # of what a GET would have got; our server counts bytes
    fields = [(n, v) for n, v in end_to_end(answer.raw_headers) if n not in ending]
    await send({"type": "http.response.start", "status": answer.status, "headers": fields})
    more = True
    while more:
        chunk = await answer.content.readany()
        patience.renew()
        more = not answer.content.at_eof()
        await send({"type": "http.response.body", "body": chunk, "more_body": more})
