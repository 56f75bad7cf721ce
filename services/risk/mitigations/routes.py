"""Mitigations over HTTP."""

from fastapi import Response

from services.risk.mitigations import queries, use_cases
from services.risk.mitigations.use_cases import MitigationAddress
from services.risk.registers.opening import OpenedAt, RiskReader, RiskWriter
from services.risk.risks.parts import Eyes
from services.risk.risks.use_cases import RiskAddress, find_risk
from shared.contracts.answers import Page
from shared.contracts.risk.mitigations import Mitigation, MitigationDefinition
from shared.contracts.risk.vocabulary import MitigationCode, RiskReference
from shared.contracts.values import BodyCode
from shared.web.asking import Asked
from shared.web.conditional import Seen, answer_changed
from shared.web.routing import OperationRouter, Reads, Writes

mitigations = OperationRouter(
    prefix="/v1/risk/bodies/{body}/risks/{reference}/mitigations", tags=["mitigations"]
)


@mitigations.get("")
async def list_mitigations(
    body: OpenedAt, reference: RiskReference, reader: Reads, asked: Asked, caller: RiskReader
) -> Page[Mitigation]:
    """List the controls in place against a risk and the actions to come, by code."""
    await find_risk(reader, RiskAddress(body, reference))
    after = asked.after(str)
    found = await queries.mitigations_after(reader, body, reference, after, limit=asked.look_ahead)
    hidden = await queries.hidden_now(reader, body, [reference])
    eyes = Eyes.of(caller, body)
    return asked.page(
        found,
        key=lambda version: (version.code,),
        show=lambda version: eyes.shown(queries.content(version), hidden[reference, version.code]),
    )


@mitigations.get("/{mitigation}")
async def read_mitigation(
    body: OpenedAt,
    reference: RiskReference,
    mitigation: MitigationCode,
    reader: Reads,
    caller: RiskReader,
) -> Mitigation:
    """Read a control or an action as it stands, or as it was known at an instant."""
    at = MitigationAddress(body, reference, mitigation)
    return await use_cases.show_mitigation(reader, at, to=caller)


@mitigations.get("/{mitigation}/versions")
async def list_mitigation_versions(
    body: OpenedAt,
    reference: RiskReference,
    mitigation: MitigationCode,
    reader: Reads,
    asked: Asked,
    caller: RiskReader,
) -> Page[Mitigation]:
    """List the versions of a control or an action, newest first."""
    at = MitigationAddress(body, reference, mitigation)
    await use_cases.find_mitigation(reader, at)
    hidden = (await queries.hidden_now(reader, body, [reference]))[reference, mitigation]
    eyes = Eyes.of(caller, body)
    return await asked.versions(
        queries.versions_before,
        reader,
        at,
        show=lambda version: eyes.shown(queries.content(version), hidden),
    )


@mitigations.put("/{mitigation}", responses={201: {"model": Mitigation}})
async def set_mitigation(
    body: BodyCode,
    reference: RiskReference,
    mitigation: MitigationCode,
    definition: MitigationDefinition,
    seen: Seen,
    tx: Writes,
    response: Response,
    writer: RiskWriter,
) -> Mitigation:
    """Set a control or an action, for the first time (`If-None-Match: *`) or anew (`If-Match`)."""
    at = MitigationAddress(body, reference, mitigation)
    kept, is_new = await use_cases.set_mitigation(tx, at, definition, seen, by=writer)
    return answer_changed(response, kept, is_new=is_new)
