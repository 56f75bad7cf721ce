"""Telling risk of a turn to red, as kpi's relay does, without anything having turned."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from services.risk.signals.use_cases import receive_signal
from shared.contracts.events import RagChanged
from shared.security.principal import Principal
from shared.storage.columns import new_id
from shared.storage.engine import new_engine
from shared.storage.sessions import writing
from shared.storage.tenancy import Tenancy

if TYPE_CHECKING:
    from uuid import UUID

    from tests.database import Database

KPI = Principal("service:kpi", holder="kpi")


async def signal(
    database: Database, body: str, indicator: str, period: str, at: datetime | None = None
) -> UUID:
    """Let risk hear that an indicator turned red, now unless told otherwise; return its id."""
    told = RagChanged(
        id=new_id(),
        body=body,
        indicator=indicator,
        period=period,
        occurred_at=at or datetime.now(UTC),
    )
    engine = new_engine(database.url("risk"), application="tests", pool_size=1)
    own = frozenset({body})
    try:
        async with writing(engine, Tenancy(KPI.client, own, own)) as tx:
            await receive_signal(tx, told, by=KPI)
    finally:
        await engine.dispose()
    return told.id
