"""The projects service: health and an audit, honestly empty until its rooms are built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.projects.schema import SCHEMA
from shared.web.audit import audit_router
from shared.web.service import Service
from shared.web.settings import ServiceSettings, settings_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp

SERVICE = Service(
    name="projects",
    title="Quarterday: projects",
    schema=SCHEMA,
    routers=(audit_router("projects"),),
)


def create_app(settings: ServiceSettings | None = None) -> ASGIApp:
    """Return the service, by *settings* or by the environment's."""
    return SERVICE.app(settings or ServiceSettings(**settings_of("projects")))
