"""Risks over HTTP."""

from typing import Annotated

from fastapi import Query, Response

from services.risk.registers.opening import OpenedAt, RiskReader, RiskWriter
from services.risk.risks import queries, use_cases
from services.risk.risks.parts import Eyes
from services.risk.risks.use_cases import RiskAddress
from shared.contracts.answers import Page
from shared.contracts.risk.risks import Risk, RiskContent, RiskDefinition, RiskStepReason
from shared.contracts.risk.vocabulary import RegisterCode, RiskReference, RiskState
from shared.contracts.values import BodyCode
from shared.web.asking import Asked
from shared.web.conditional import Seen, answer_changed, tag_of
from shared.web.routing import OperationRouter, Reads, Writes

risks = OperationRouter(prefix="/v1/risk/bodies/{body}/risks", tags=["risks"])


@risks.get("")
async def list_risks(
    body: OpenedAt,
    reader: Reads,
    asked: Asked,
    caller: RiskReader,
    register: Annotated[RegisterCode | None, Query(description="Only of this register.")] = None,
    state: Annotated[RiskState | None, Query(description="Only those that stand so.")] = None,
) -> Page[RiskContent]:
    """List a body's risks, by reference."""
    after = asked.after(str)
    found = await queries.risks_after(
        reader, body, after, register=register, state=state, limit=asked.look_ahead
    )
    hidden = await queries.hidden_now(reader, body, [version.reference for version in found])
    eyes = Eyes.of(caller, body)
    return asked.page(
        found,
        key=lambda version: (version.reference,),
        show=lambda version: eyes.shown(queries.content(version), hidden[version.reference]),
    )


@risks.get("/{reference}")
async def read_risk(
    body: OpenedAt,
    reference: RiskReference,
    reader: Reads,
    response: Response,
    caller: RiskReader,
) -> Risk:
    """Read a risk as it stands, or as it was known at an instant, and what may be done with it."""
    risk = await use_cases.show_risk(reader, RiskAddress(body, reference), to=caller)
    response.headers["ETag"] = tag_of(risk)
    return use_cases.with_actions(risk, by=caller)


@risks.get("/{reference}/versions")
async def list_risk_versions(
    body: OpenedAt, reference: RiskReference, reader: Reads, asked: Asked, caller: RiskReader
) -> Page[RiskContent]:
    """List a risk's versions, newest first."""
    at = RiskAddress(body, reference)
    await use_cases.find_risk(reader, at)
    hidden = (await queries.hidden_now(reader, body, [reference]))[reference]
    eyes = Eyes.of(caller, body)
    return await asked.versions(
        queries.versions_before,
        reader,
        *at,
        show=lambda version: eyes.shown(queries.content(version), hidden),
    )


@risks.put("/{reference}", responses={201: {"model": Risk}})
async def define_risk(
    body: BodyCode,
    reference: RiskReference,
    definition: RiskDefinition,
    seen: Seen,
    tx: Writes,
    response: Response,
    writer: RiskWriter,
) -> Risk:
    """Define a risk, for the first time (`If-None-Match: *`) or anew (`If-Match`).

    None begins whose reference differs by case alone from another of the body.
    """
    at = RiskAddress(body, reference)
    kept, is_new = await use_cases.define_risk(tx, at, definition, seen, by=writer)
    shown = use_cases.with_actions(kept, by=writer)
    return answer_changed(response, shown, is_new=is_new, tag=tag_of(kept))


@risks.post("/{reference}/close")
async def close_risk(
    body: BodyCode,
    reference: RiskReference,
    why: RiskStepReason,
    seen: Seen,
    tx: Writes,
    writer: RiskWriter,
) -> Risk:
    """Close a risk: it is over, or no longer a risk. It can be reopened.

    The answer shows Part 2 to nobody, `risk:confidential` or not: read the risk to see it.
    """
    at = RiskAddress(body, reference)
    return await use_cases.take_step(tx, at, "close", why, seen, by=writer)


@risks.post("/{reference}/materialise")
async def materialise_risk(
    body: BodyCode,
    reference: RiskReference,
    why: RiskStepReason,
    seen: Seen,
    tx: Writes,
    writer: RiskWriter,
) -> Risk:
    """Say that a risk has come true: it is an issue from then on, and no longer assessed.

    The answer shows Part 2 to nobody, `risk:confidential` or not: read the risk to see it.
    """
    at = RiskAddress(body, reference)
    return await use_cases.take_step(tx, at, "materialise", why, seen, by=writer)


@risks.post("/{reference}/reopen")
async def reopen_risk(
    body: BodyCode,
    reference: RiskReference,
    why: RiskStepReason,
    seen: Seen,
    tx: Writes,
    writer: RiskWriter,
) -> Risk:
    """Reopen a risk that was closed, or whose issue is over.

    The answer shows Part 2 to nobody, `risk:confidential` or not: read the risk to see it.
    """
    at = RiskAddress(body, reference)
    return await use_cases.take_step(tx, at, "reopen", why, seen, by=writer)
