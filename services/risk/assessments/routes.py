"""Assessments over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Response

from services.risk.assessments import queries, use_cases
from services.risk.assessments.scoring import UNKNOWN, matrices_of, scores_of, shown
from services.risk.registers.opening import OpenedAt, RiskReader, RiskWriter
from services.risk.risks.parts import Eyes
from services.risk.risks.use_cases import RiskAddress, find_risk
from shared.contracts.answers import Page
from shared.contracts.risk.assessments import Assessment, AssessmentText, Scores
from shared.contracts.risk.vocabulary import AssessmentKind, RiskReference
from shared.contracts.values import BodyCode
from shared.web.asking import Asked
from shared.web.routing import OperationRouter, Reads, Writes

assessments = OperationRouter(
    prefix="/v1/risk/bodies/{body}/risks/{reference}", tags=["assessments"]
)


@assessments.get("/scores")
async def read_scores(body: OpenedAt, reference: RiskReference, reader: Reads) -> Scores:
    """Read where a risk stands: its inherent, current and target score, null where not known."""
    await find_risk(reader, RiskAddress(body, reference))
    return (await scores_of(reader, body, [reference])).get(reference, UNKNOWN)


@assessments.get("/assessments")
async def list_assessments(
    body: OpenedAt,
    reference: RiskReference,
    reader: Reads,
    asked: Asked,
    caller: RiskReader,
    kind: Annotated[AssessmentKind | None, Query(description="Only of this kind.")] = None,
) -> Page[Assessment]:
    """List how a risk was assessed, newest first, each on the matrix of its time."""
    await find_risk(reader, RiskAddress(body, reference))
    before = asked.after_key(datetime.fromisoformat, AssessmentKind)
    found = await queries.versions_before(
        reader, body, reference, kind, before, limit=asked.look_ahead
    )
    matrices = await matrices_of(reader, body, found)
    eyes = Eyes.of(caller, body)
    return asked.page(
        found,
        key=lambda version: (version.recorded_at, version.kind),
        show=lambda version: shown(version, matrices[version.register, version.matrix], eyes),
    )


@assessments.post("/assessments", status_code=201, responses={200: {"model": Assessment}})
async def assess_risk(
    body: BodyCode,
    reference: RiskReference,
    text: AssessmentText,
    tx: Writes,
    response: Response,
    writer: RiskWriter,
) -> Assessment:
    """Say how likely and how grave a risk is; either may be unknown.

    The same again makes no assessment, and is answered with 200.

    The answer shows Part 2 to nobody, `risk:confidential` or not: list the assessments to see it.
    """
    made, is_new = await use_cases.assess_risk(tx, RiskAddress(body, reference), text, by=writer)
    response.status_code = 201 if is_new else 200
    return made
