"""The outermost layers of a service: pure ASGI, since what they promise must hold for every byte.

Nothing that fails inside may reach the server: after an error uvicorn closes the connection
without saying so, and the next innocent request on it fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from starlette.responses import Response

from shared.request_ids import REQUEST_ID, request_id_in
from shared.web.departures import Caller, CallerLeft
from shared.web.problems import problem_response, refusal_for

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger()

_CALLER_LEFT = 499
"""As nginx calls it; nobody sees it but what stands around us."""


class Outermost:
    """Names each request, answers HEAD by GET, and turns whatever goes wrong into a problem.

    A request whose caller has left is worked on no longer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = request_id_in(scope["headers"])
        head = scope["method"] == "HEAD"
        inner = {**scope, "qd.request_id": request_id, "method": "GET" if head else scope["method"]}
        started = False
        caller = Caller(scope, receive)

        async def send_on(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                named = (REQUEST_ID, request_id.encode())
                message = {**message, "headers": [*message.get("headers", []), named]}
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            if message["type"] == "http.response.body" and not message.get("more_body"):
                caller.answered()
            await send(message)

        try:
            async with caller:
                await self._app(inner, caller.receive, send_on)
        except CallerLeft:
            if not started:
                await Response(status_code=_CALLER_LEFT)(inner, receive, send_on)
        except Exception as error:
            if started:
                # The framework re-raises what it has already answered; what it had begun to
                # stream can only be broken off.
                log.debug("raised after an answer", request_id=request_id)
                return
            log.exception("request failed", request_id=request_id)
            refusal = refusal_for(error)
            answer = problem_response(refusal, instance=scope["path"], request_id=request_id)
            await answer(inner, receive, send_on)
