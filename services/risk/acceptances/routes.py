"""Acceptances over HTTP."""

from datetime import datetime

from fastapi import Response

from services.risk.acceptances import queries, use_cases
from services.risk.registers.days import DayAsked
from services.risk.registers.opening import OpenedAt, RiskApprover, RiskReader
from services.risk.risks.parts import Eyes
from services.risk.risks.use_cases import RiskAddress, find_risk
from shared.contracts.answers import Page
from shared.contracts.risk.acceptances import (
    AcceptanceContent,
    AcceptanceText,
    RevocationText,
    RiskAcceptance,
)
from shared.contracts.risk.vocabulary import RiskReference
from shared.contracts.values import BodyCode
from shared.web.asking import Asked
from shared.web.conditional import Seen
from shared.web.routing import OperationRouter, Reads, Writes

acceptances = OperationRouter(
    prefix="/v1/risk/bodies/{body}/risks/{reference}", tags=["acceptances"]
)


@acceptances.get("/acceptance")
async def read_acceptance(
    body: OpenedAt,
    reference: RiskReference,
    reader: Reads,
    response: Response,
    on: DayAsked,
    caller: RiskReader,
) -> RiskAcceptance:
    """Read whether a risk is accepted on a day, what to see before, and who may decide."""
    found = await use_cases.find_acceptance(reader, RiskAddress(body, reference), on=on)
    eyes = Eyes.of(caller, body)
    response.headers["ETag"] = found.tag(eyes)
    return found.shown(eyes, by=caller)


@acceptances.get("/acceptances")
async def list_acceptances(
    body: OpenedAt,
    reference: RiskReference,
    reader: Reads,
    asked: Asked,
    on: DayAsked,
    caller: RiskReader,
) -> Page[AcceptanceContent]:
    """List how a risk was accepted, newest first, and what each acceptance is worth on a day."""
    at = RiskAddress(body, reference)
    await find_risk(reader, at)
    before = asked.after(datetime.fromisoformat)
    found = await queries.acceptances_before(reader, *at, before, limit=asked.look_ahead)
    weighed = await use_cases.show_page(reader, at, found, on=on)
    eyes = Eyes.of(caller, body)
    return asked.page(
        found,
        key=lambda given: (given.recorded_at,),
        show=lambda given: weighed[given.id].shown(eyes),
    )


@acceptances.post("/acceptances", status_code=201, responses={200: {"model": RiskAcceptance}})
async def accept_risk(
    body: BodyCode,
    reference: RiskReference,
    text: AcceptanceText,
    seen: Seen,
    tx: Writes,
    response: Response,
    approver: RiskApprover,
) -> RiskAcceptance:
    """Accept a risk at its current score, until a day.

    `If-Match` takes the `ETag` of what is to be seen before. It locks nothing; a higher score voids
    it.

    The answer shows Part 2 to nobody, `risk:confidential` or not: read the acceptance to see it.
    """
    at = RiskAddress(body, reference)
    made, is_new = await use_cases.accept_risk(tx, at, text, seen, by=approver)
    response.status_code = 201 if is_new else 200
    return made


@acceptances.post("/acceptance/revoke")
async def revoke_acceptance(
    body: BodyCode,
    reference: RiskReference,
    text: RevocationText,
    seen: Seen,
    tx: Writes,
    approver: RiskApprover,
) -> RiskAcceptance:
    """Take the acceptance that is valid back, and say why.

    The answer shows Part 2 to nobody, `risk:confidential` or not: read the acceptance to see it.
    """
    return await use_cases.revoke_acceptance(
        tx, RiskAddress(body, reference), text, seen, by=approver
    )
