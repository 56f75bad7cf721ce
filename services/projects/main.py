"""The projects service: plans, what is in them, and how far it has come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from services.projects.editions.publishing import PLANS
from services.projects.exchange.routes import exchange
from services.projects.joint import routes as of_joint
from services.projects.milestones import routes as of_milestones
from services.projects.money.routes import budgets, savings, staffing, summaries
from services.projects.objectives.routes import objectives
from services.projects.plans.routes import items, plans
from services.projects.positions import routes as of_positions
from services.projects.schema import SCHEMA
from services.projects.threads.routes import contributions, threads
from services.projects.views import routes as of_views
from shared.contracts.projects.exchange import PlanRows
from shared.editions.routes import editions_router, public_router
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
        plans,
        items,
        of_milestones.milestones,
        of_milestones.of_plans,
        of_positions.of_items,
        of_positions.of_plans,
        objectives,
        contributions,
        threads,
        of_joint.decisions,
        of_joint.tables,
        of_joint.consultations,
        of_joint.communications,
        of_joint.groups,
        *(savings, summaries, budgets, staffing),
        of_views.of_plans,
        of_views.of_bodies,
        exchange,
        editions_router(PLANS),
        public_router(PLANS),
        audit_router("projects"),
    ),
    also_described=(PlanRows,),
    written=Path(__file__).with_name("openapi.json"),
)


def create_app(settings: ServiceSettings | None = None) -> ASGIApp:
    """Return the service, by *settings* or by the environment's."""
    return SERVICE.app(settings or ServiceSettings(**settings_of("projects")))
