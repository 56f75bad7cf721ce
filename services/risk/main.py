"""The risk service: registers, the risks in them, and what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from services.risk.acceptances.routes import acceptances
from services.risk.assessments.routes import assessments
from services.risk.editions.publishing import REGISTERS
from services.risk.exchange.routes import exchange
from services.risk.hidings.routes import hidings
from services.risk.mitigations.routes import mitigations
from services.risk.prompts.routes import prompts
from services.risk.registers.routes import registers
from services.risk.reviews.routes import reviews
from services.risk.risks.routes import risks
from services.risk.schema import SCHEMA
from services.risk.signals.routes import signals
from services.risk.views.routes import quarters, views
from shared.contracts.risk.exchange import RiskRows
from shared.editions.routes import editions_router, public_router
from shared.web.audit import audit_router
from shared.web.service import Service
from shared.web.settings import ServiceSettings, settings_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp

SERVICE = Service(
    name="risk",
    title="Quarterday: risk",
    schema=SCHEMA,
    routers=(
        registers,
        risks,
        assessments,
        mitigations,
        reviews,
        prompts,
        acceptances,
        hidings,
        views,
        quarters,
        exchange,
        editions_router(REGISTERS),
        public_router(REGISTERS),
        signals,
        audit_router("risk"),
    ),
    also_described=(RiskRows,),
    written=Path(__file__).with_name("openapi.json"),
)


def create_app(settings: ServiceSettings | None = None) -> ASGIApp:
    """Return the service, by *settings* or by the environment's."""
    return SERVICE.app(settings or ServiceSettings(**settings_of("risk")))
