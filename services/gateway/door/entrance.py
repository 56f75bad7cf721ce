"""The outermost layer of the suite: looks at a request, says who calls, passes it on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from services.gateway.door.callers import Callers, KnownCallers
from services.gateway.door.framing import check_framing, raw_path
from services.gateway.door.headers import without_claims
from services.gateway.door.inward import Inward
from services.gateway.door.outward import Outward
from services.gateway.door.passes import Passes
from services.gateway.door.payload import SenderLeft
from shared.refusals import InternalFault
from shared.request_ids import REQUEST_ID, request_id_in
from shared.security.token import HEADER

if TYPE_CHECKING:
    from shared.security.token import Signer

OWN: Final = "gateway"

_log = structlog.get_logger("quarterday.door")


Problem = Callable[[Exception, str, str], ASGIApp]
"""What answers an error, given the path that was asked for and the request's id."""


class Door:
    """Takes every request, and gives each to the service that its path names.

    `upstreams` are ASGI apps by service: `Forward` to another process, or the service's own app.
    Whatever belongs to no service goes to `own`, the gateway's app, which is told who calls by the
    same signed token. `problem` writes the answer to an error, so that the door need not know what
    a database's failure means. An error never leaves the door: after one, uvicorn would close the
    connection without a word, and the next innocent request on it would fail.
    """

    def __init__(
        self,
        callers: Callers,
        signer: Signer,
        *,
        upstreams: Mapping[str, ASGIApp],
        own: ASGIApp,
        problem: Problem,
    ) -> None:
        self._problem = problem
        self._callers = KnownCallers(callers)
        self._passes = Passes(signer)
        self._upstreams = {f"/v1/{name}".encode(): (name, app) for name, app in upstreams.items()}
        self._own = (OWN, own)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; start-up and shut-down are the gateway's own app's."""
        if scope["type"] == "lifespan":
            await self._own[1](scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1000})
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        identifier = request_id_in(scope["headers"])
        inward = Inward(scope, receive)
        outward = Outward(send, identifier, inward)
        try:
            await self._pass_on(scope, receive if inward.ended else inward, outward, identifier)
            if not outward.started:
                raise InternalFault
        except SenderLeft:
            return
        except Exception as error:  # noqa: BLE001 - the outermost layer: nothing may pass it
            if outward.started:
                # Left visibly unfinished: the server closes the connection.
                _log.warning("answer_broken_off", request_id=identifier, exc_info=error)
            else:
                instance = raw_path(scope).decode("ascii", "replace")
                await self._problem(error, instance, identifier)(scope, receive, outward)
        await outward.finish()

    async def _pass_on(
        self, scope: Scope, receive: Receive, outward: Outward, identifier: str
    ) -> None:
        check_framing(scope)
        principal = await self._callers.principal(scope["headers"])
        audience, app = self._behind(raw_path(scope))
        fields = [
            *without_claims(scope["headers"]),
            (REQUEST_ID, identifier.encode()),
            (HEADER.encode(), self._passes.token(principal, audience=audience).encode()),
        ]
        await app({**scope, "headers": fields}, receive, outward)

    def _behind(self, path: bytes) -> tuple[str, ASGIApp]:
        """Return whose path it is, by its bytes: `/v1/kp%69` is nobody's."""
        first_two = b"/".join(path.split(b"/", 3)[:3])
        return self._upstreams.get(first_two, self._own)
