"""Who reads a body's registers, and how much of them."""

from typing import Annotated

from fastapi import Depends

from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.asking import KnownAt
from shared.web.callers import Allowed
from shared.web.opening import opened
from shared.web.routing import Reads

Opened = Annotated[str, Depends(opened(Scope.RISK_READ))]
"""A body whose registers the caller may read, as they stand now."""

RiskReader = Annotated[Principal, Depends(Allowed(Scope.RISK_READ))]
RiskWriter = Annotated[Principal, Depends(Allowed(Scope.RISK_WRITE))]
RiskApprover = Annotated[Principal, Depends(Allowed(Scope.RISK_APPROVE))]


async def _opened_at(body: Opened, reader: Reads, at: KnownAt) -> str:
    await at.apply(reader)
    return body


OpenedAt = Annotated[str, Depends(_opened_at)]
"""A body whose registers the caller may read, with the reader set back to `known_at`."""
