"""The risk service: signals and an audit, honestly empty until its other rooms are built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.schema import SCHEMA
from services.risk.signals.routes import signals
from shared.web.audit import audit_router
from shared.web.service import Service
from shared.web.settings import ServiceSettings, settings_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp

SERVICE = Service(
    name="risk",
    title="Quarterday: risk",
    schema=SCHEMA,
    routers=(signals, audit_router("risk")),
)


def create_app(settings: ServiceSettings | None = None) -> ASGIApp:
    """Return the service, by *settings* or by the environment's."""
    return SERVICE.app(settings or ServiceSettings(**settings_of("risk")))
