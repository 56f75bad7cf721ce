"""The projects service: plans, what is in them, and how far it has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.projects.joint.routes import (
    communications,
    consultations,
    decisions,
    groups,
    tables,
)
from services.projects.milestones.routes import milestones
from services.projects.milestones.routes import of_plans as milestones_of_plans
from services.projects.money.routes import budgets, savings, staffing, summaries
from services.projects.objectives.routes import objectives
from services.projects.plans.routes import items, plans
from services.projects.positions.routes import of_items, of_plans
from services.projects.schema import SCHEMA
from services.projects.threads.routes import contributions, threads
from shared.web.audit import audit_router
from shared.web.service import Service
from shared.web.settings import ServiceSettings, settings_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp

SERVICE = Service(
    name="projects",
    title="Quarterday: projects",
    schema=SCHEMA,
    routers=(
        *(plans, items, milestones, milestones_of_plans, of_items, of_plans),
        *(objectives, contributions, threads),
        *(decisions, tables, consultations, communications, groups),
        *(savings, summaries, budgets, staffing),
        audit_router("projects"),
    ),
)


def create_app(settings: ServiceSettings | None = None) -> ASGIApp:
    """Return the service, by *settings* or by the environment's."""
    return SERVICE.app(settings or ServiceSettings(**settings_of("projects")))
