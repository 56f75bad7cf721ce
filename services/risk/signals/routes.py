"""Where other services tell the risk service what happened. Nobody else may."""

from typing import Annotated

from fastapi import Depends, Response

from services.risk.signals import use_cases
from shared.contracts.events import RagChanged, Receipt
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.callers import Allowed
from shared.web.hearing import hear
from shared.web.routing import OperationRouter, Writes

signals = OperationRouter(prefix="/v1/risk/signals", tags=["signals"])

Teller = Annotated[Principal, Depends(Allowed(Scope.RISK_SIGNAL))]


@signals.post(
    "",
    status_code=202,
    responses={200: {"model": Receipt, "description": "It was heard before"}},
)
async def receive_signal(
    told: RagChanged, tx: Writes, teller: Teller, response: Response
) -> Receipt:
    """Take from another service that an indicator turned red; an event told again is kept once.

    Services alone hold its scope, each by its own signature: it is no part of the public API.
    """
    return await hear(
        tx, told, response, use_cases.receive_signal, scope=Scope.RISK_SIGNAL, by=teller
    )
