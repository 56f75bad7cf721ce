"""Opening a body to whoever may read it, before anything else is asked of it."""

from typing import Annotated

from fastapi import Depends

from services.kpi.partnerships.use_cases import open_body
from shared.contracts.values import BodyCode
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.asking import KnownAt
from shared.web.callers import Allowed
from shared.web.routing import Reads

KpiReader = Annotated[Principal, Depends(Allowed(Scope.KPI_READ))]


async def _opened(body: BodyCode, reader: Reads, _: KpiReader) -> str:
    await open_body(reader, body)
    return body


Opened = Annotated[str, Depends(_opened)]
"""A body that the caller may read, as it stands now."""


async def _opened_at(body: Opened, reader: Reads, at: KnownAt) -> str:
    await at.apply(reader)
    return body


OpenedAt = Annotated[str, Depends(_opened_at)]
"""A body that the caller may read, with the reader set back to `known_at`."""
