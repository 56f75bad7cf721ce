"""The KPI service: collection figures, targets, and how one stands against the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from services.kpi.commentary.routes import commentary
from services.kpi.figures.routes import figures
from services.kpi.indicators.routes import indicators
from services.kpi.partnerships.routes import councils, partnerships
from services.kpi.releases.early_routes import early_access
from services.kpi.releases.member_routes import consultations
from services.kpi.releases.routes import releases
from services.kpi.schema import SCHEMA
from services.kpi.submissions.routes import received, submissions
from services.kpi.targets.routes import targets
from services.kpi.turns.listening import EARS
from services.kpi.views.publications import publications
from services.kpi.views.routes import performance
from shared.contracts.kpi.submissions import Batch
from shared.web.audit import audit_router
from shared.web.service import Service
from shared.web.settings import ServiceSettings, settings_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp

SERVICE = Service(
    name="kpi",
    title="Quarterday: KPIs",
    schema=SCHEMA,
    routers=(
        councils,
        indicators,
        partnerships,
        targets,
        submissions,
        received,
        figures,
        commentary,
        releases,
        early_access,
        consultations,
        performance,
        publications,
        audit_router("kpi"),
    ),
    also_described=(Batch,),
    listeners=EARS,
    written=Path(__file__).with_name("openapi.json"),
)


def create_app(
    settings: ServiceSettings | None = None, *, neighbours: Mapping[str, ASGIApp] | None = None
) -> ASGIApp:
    """Return the service, by *settings* or by the environment's.

    Args:
        settings: Read once here, and passed down.
        neighbours: Services in the same process, by name, that may be told its events.
    """
    return SERVICE.app(settings or ServiceSettings(**settings_of("kpi")), neighbours)
