"""The gateway: the door, the services behind it, and an app of its own."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog
from fastapi import FastAPI
from starlette.routing import Route

from services.gateway.audit.asking import PATIENCE, AuditedServices
from services.gateway.audit.routes import router as audit
from services.gateway.door.entrance import OWN, Door
from services.gateway.door.forward import DEADLINE, Forward, Outgoing
from services.gateway.door.here import Here
from services.gateway.door.passes import Passes
from services.gateway.identity.keeper import Keeper
from services.gateway.identity.routes import router as clients
from services.gateway.reference import routes as reference
from services.gateway.reference.catalogue import Catalogue
from services.gateway.schema import Table
from services.gateway.settings import GatewaySettings, read_settings
from services.gateway.upstreams import Upstream
from shared.refusals import InternalFault
from shared.security.token import Signer
from shared.web.audit import audit_router
from shared.web.layers import Outermost
from shared.web.problems import handle_problems, problem_response, refusal_for
from shared.web.service import Service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.types import ASGIApp, Lifespan, Receive, Scope, Send

SERVICE: Final = Service(
    name=OWN,
    title="Quarterday: gateway",
    schema=Table.metadata,
    routers=(clients, audit, audit_router(OWN)),
    written=Path(__file__).with_name("openapi.json"),
)

_log = structlog.get_logger()
_FAULTS_FROM: Final = 500


def create_app(
    settings: GatewaySettings | None = None,
    *,
    upstreams: Mapping[str, ASGIApp] | None = None,
    deadline: float = DEADLINE,
) -> ASGIApp:
    """Return the gateway, by *settings* or by the environment's.

    Args:
        settings: Read once here, and passed down.
        upstreams: Apps that stand in the place of the services, by name, in a single process.
        deadline: Seconds that a service may take for an ordinary answer.
    """
    settings = settings or read_settings()
    outgoing = Outgoing()
    services: dict[str, ASGIApp] = {
        name: Forward(url, outgoing, name=name, deadline=deadline)
        for name, url in settings.upstreams.items()
    } | {name: Here(app, name=name, deadline=deadline) for name, app in (upstreams or {}).items()}
    api = SERVICE.api(settings)
    keeper = Keeper(api.state.context.engine)
    signer = Signer(settings.signing_key)
    own = Outermost(api)
    audited = [Upstream(name, app, PATIENCE) for name, app in ({OWN: own} | services).items()]
    api.state.audited = AuditedServices(audited, Passes(signer))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with api.router.lifespan_context(api):
            yield
            await keeper.close()
            await outgoing.close()

    return Door(
        keeper,
        signer,
        upstreams=services,
        own=_Own(own, _reference(api, services, lifespan)),
        problem=_problem,
    )


class _Own:
    """The gateway's own two apps: operations under `/v1`, and what is public beside them."""

    def __init__(self, api: ASGIApp, reference: ASGIApp) -> None:
        self._api = api
        self._reference = reference

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = scope["type"] == "http" and scope["path"].startswith("/v1/")
        await (self._api if operation else self._reference)(scope, receive, send)


def _reference(
    api: FastAPI, services: Mapping[str, ASGIApp], lifespan: Lifespan[FastAPI]
) -> ASGIApp:
    behind = [Upstream(name, app) for name, app in services.items()]
    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    asked = [Upstream(OWN, api), *behind]
    routers = (reference.router, reference.asking_router(Catalogue(api.openapi, behind), asked))
    for router in routers:
        app.include_router(router)
    app.state.operations = [
        route for router in routers for route in router.routes if isinstance(route, Route)
    ]
    handle_problems(app)
    return Outermost(app)


def _problem(error: Exception, instance: str, request_id: str) -> ASGIApp:
    refusal = refusal_for(error)
    if refusal.status >= _FAULTS_FROM:
        cause = error if isinstance(refusal, InternalFault) else None
        said = {"request_id": request_id, "path": instance, "status": refusal.status}
        _log.warning(refusal.detail, **said, exc_info=cause)
    return problem_response(refusal, instance=instance, request_id=request_id)
