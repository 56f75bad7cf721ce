"""Making Part 2 of what was said, over HTTP."""

from typing import Annotated

from fastapi import Depends, Response

from services.risk.hidings import use_cases
from services.risk.risks.use_cases import RiskAddress
from shared.contracts.risk.hidings import HiddenTextTold, TextToHide
from shared.contracts.risk.vocabulary import RiskReference
from shared.contracts.values import BodyCode
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.callers import Allowed
from shared.web.routing import OperationRouter, Writes

hidings = OperationRouter(prefix="/v1/risk/bodies/{body}/risks/{reference}", tags=["risks"])

Insider = Annotated[Principal, Depends(Allowed(Scope.RISK_CONFIDENTIAL))]
"""Who is shown Part 2."""


@hidings.post("/hide", status_code=201, responses={200: {"model": HiddenTextTold}})
async def hide_text(
    body: BodyCode,
    reference: RiskReference,
    sent: TextToHide,
    tx: Writes,
    response: Response,
    insider: Insider,
) -> HiddenTextTold:
    """Make Part 2 of a reason or a comment that was given, for good, wherever it is told.

    One that is Part 2 already is answered with 200. Fields of a risk and of what is done about it
    become Part 2 by their own `confidential`.
    """
    at = RiskAddress(body, reference)
    told, is_new = await use_cases.hide_text(tx, at, sent, by=insider)
    response.status_code = 201 if is_new else 200
    return told
