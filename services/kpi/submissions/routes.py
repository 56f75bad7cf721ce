"""Submissions over HTTP."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Response

from services.kpi.partnerships.opening import KpiReader, OpenedAt
from services.kpi.submissions import approving, keeping, queries, use_cases
from services.kpi.submissions.files import submit_file
from services.kpi.submissions.keeping import Source
from services.kpi.submissions.reading import (
    drafts_of_json,
    sheet_of_csv,
    sheet_of_workbook,
)
from services.kpi.submissions.standings import standings_of
from services.kpi.submissions.use_cases import Terms
from shared.contracts.answers import Page
from shared.contracts.kpi.submissions import (
    Batch,
    BatchResult,
    Explanations,
    Mode,
    Rejection,
    Submission,
    SubmissionSummary,
)
from shared.contracts.values import BodyCode, Instant, Line
from shared.refusals import Fault, Invalid
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.storage.sessions import Reader
from shared.web.asking import Asked
from shared.web.callers import Allowed
from shared.web.chunks import InChunks
from shared.web.conditional import Seen, content_tag
from shared.web.payloads import CSV, JSON, XLSX, JsonOrSheet, Payload
from shared.web.routing import OperationRouter, Reads, Writes

submissions = OperationRouter(prefix="/v1/kpi/submissions", tags=["submissions"])
received = OperationRouter(prefix="/v1/kpi/bodies/{body}/submissions", tags=["submissions"])

Submitter = Annotated[Principal, Depends(Allowed(Scope.KPI_SUBMIT))]
Approver = Annotated[Principal, Depends(Allowed(Scope.KPI_APPROVE))]

_EXAMPLE_CSV = (
    "body,indicator,period,numerator,denominator,value,status,reason,explanation\r\n"
    "E07000132,council-tax-in-year,2019-20-M10,62834112.45,67210000.00,,final,,\r\n"
)
_PAYLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": {"$ref": "#/components/schemas/Batch"}},
            # Before CSV: a generated client knows both as bytes, and sends what stands last.
            XLSX: {"schema": {"type": "string", "format": "binary"}},
            CSV: {"schema": {"type": "string", "format": "binary"}, "example": _EXAMPLE_CSV},
        },
    }
}


async def _source(
    source_system: Annotated[Line | None, Query(description="For CSV and XLSX.")] = None,
    source_revision: Annotated[Line | None, Query(description="For CSV and XLSX.")] = None,
    extracted_at: Annotated[Instant | None, Query(description="For CSV and XLSX.")] = None,
) -> Source:
    return Source(source_system, source_revision, extracted_at)


@submissions.post(
    "",
    status_code=201,
    responses={200: {"model": BatchResult, "description": "What a commit would have done"}},
    openapi_extra=_PAYLOAD,
)
async def submit_figures(
    payload: JsonOrSheet,
    tx: Writes,
    submitter: Submitter,
    response: Response,
    chunks: InChunks,
    source: Annotated[Source, Depends(_source)],
    mode: Annotated[
        Mode, Query(description="`validate` judges every row and stores nothing.")
    ] = Mode.COMMIT,
    *,
    atomic: Annotated[bool, Query(description="Keep either every row or none.")] = False,
) -> BatchResult:
    """Submit a batch of figures; each row is judged by itself and told its outcome.

    The natural key is body, indicator and period. A figure that is new is `created`; the same again
    is `unchanged`; another one is `restated`, and gives its `reason`. A bad row is `rejected`, with
    its problems by row and column. A doubtful row is `held` until it is explained; with an
    `explanation` that says something, it is kept at once.

    A file of more than 100,000 rows is kept in chunks, each by itself: `results` then has rejected
    and held rows only, the first 10,000, and posting the same file again is safe.
    """
    if mode is Mode.VALIDATE:
        response.status_code = 200
    terms = Terms(mode, atomic)
    if payload.media_type in {CSV, XLSX}:
        read = sheet_of_csv if payload.media_type == CSV else sheet_of_workbook
        sheet = await asyncio.to_thread(read, payload.file)
        return await submit_file(tx, sheet, source, terms, chunks, by=submitter)
    batch = _batch(payload, source)
    source = Source(batch.source_system, batch.source_revision, batch.extracted_at)
    rows = drafts_of_json(batch.figures, batch.body)
    return await use_cases.submit_figures(tx, rows, source, terms, by=submitter)


def _batch(payload: Payload, from_query: Source) -> Batch:
    given = {
        "source_system": from_query.system,
        "source_revision": from_query.revision,
        "extracted_at": from_query.extracted_at,
    }
    detail = "stands in the JSON document, not in the query"
    misplaced = [
        Fault("only_for_csv", detail, parameter=name)
        for name, value in given.items()
        if value is not None
    ]
    if misplaced:
        raise Invalid(errors=misplaced)
    return payload.read_as(Batch)


@received.get("")
async def list_submissions(
    body: OpenedAt, reader: Reads, asked: Asked, caller: KpiReader
) -> Page[SubmissionSummary]:
    """List what was submitted for a body, newest first."""
    after = asked.after(UUID)
    found = await queries.submissions_before(reader, body, after, limit=asked.look_ahead)
    standings = await standings_of(reader, body, queries.as_received(found), by=caller)
    return asked.page(
        found,
        key=lambda submission: (submission.id,),
        show=lambda submission: keeping.summary_of(
            standings[submission.id].stand, submission.counts, by=caller
        ),
    )


@received.get("/{submission_id}")
async def read_submission(
    body: OpenedAt, submission_id: UUID, reader: Reads, response: Response, caller: KpiReader
) -> Submission:
    """Read a submission again, with what became of each row, and what may be done with it.

    Its `ETag` is its content hash: what may be done with it next, which varies by caller and by
    time, is outside.
    """
    return await _shown(reader, body, submission_id, response, by=caller)


@received.post("/{submission_id}/explain")
async def explain_figures(
    body: BodyCode,
    submission_id: UUID,
    explanations: Explanations,
    seen: Seen,
    tx: Writes,
    response: Response,
    explainer: Submitter,
) -> Submission:
    """Explain figures that a submission has held; each is kept from now on.

    Send `If-Match` with the submission's `ETag`, here as for approving and rejecting.
    """
    await approving.explain_figures(tx, body, submission_id, explanations, seen, by=explainer)
    return await _shown(tx, body, submission_id, response, by=explainer)


@received.post("/{submission_id}/approve")
async def approve_submission(
    body: BodyCode,
    submission_id: UUID,
    seen: Seen,
    tx: Writes,
    response: Response,
    approver: Approver,
) -> Submission:
    """Approve what was submitted, exactly as it stands; it takes another than who had a hand in it.

    That is whoever submitted, explained, or set the target: client and holder are compared.
    """
    await approving.approve_submission(tx, body, submission_id, seen, by=approver)
    return await _shown(tx, body, submission_id, response, by=approver)


@received.post("/{submission_id}/reject")
async def reject_submission(
    body: BodyCode,
    submission_id: UUID,
    rejection: Rejection,
    seen: Seen,
    tx: Writes,
    response: Response,
    approver: Approver,
) -> Submission:
    """Reject what was submitted, with the reason; what stood before stands again."""
    await approving.reject_submission(
        tx, body, submission_id, seen, reason=rejection.reason, by=approver
    )
    return await _shown(tx, body, submission_id, response, by=approver)


async def _shown(
    reader: Reader, body: str, submission_id: UUID, response: Response, *, by: Principal
) -> Submission:
    found = await use_cases.find_submission(reader, body, submission_id)
    standings = await standings_of(reader, body, queries.as_received([found]), by=by)
    standing = standings[submission_id]
    response.headers["ETag"] = content_tag(standing.stand.content_hash)
    return keeping.shown(found, standing, by=by)
