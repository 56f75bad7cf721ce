"""Early access over HTTP: who is let in before the hour, and what they read."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Path, Response

from services.kpi.partnerships.opening import KpiReader, Opened
from services.kpi.releases import early
from services.kpi.releases.dossier import course_of
from services.kpi.releases.queries import early as accesses
from shared.contracts.answers import Page
from shared.contracts.kpi.releases import EarlyAccess, EarlyAccessSent
from shared.contracts.values import BodyCode, PeriodText
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.asking import Asked
from shared.web.callers import Allowed, AnyCaller
from shared.web.conditional import Seen
from shared.web.payloads import JSON
from shared.web.routing import OperationRouter, Reads, Witnessed, Writes

early_access = OperationRouter(
    prefix="/v1/kpi/bodies/{body}/releases/{release_id}", tags=["releases"]
)

Publisher = Annotated[Principal, Depends(Allowed(Scope.KPI_PUBLISH))]
DocumentKind = Annotated[
    str, Path(pattern="^[a-z][a-z-]{1,62}$", description="`scorecard`, `text` or `changes`.")
]
ONE_DOCUMENT: Final[dict[int | str, Any]] = {
    200: {"content": {JSON: {"schema": {"type": "object"}}}}
}


@early_access.get("/early-access")
async def list_early_access(
    body: Opened, release_id: UUID, reader: Reads, asked: Asked, _: KpiReader
) -> Page[EarlyAccess]:
    """List who may see a release before its hour, or might, in the order they were let in."""
    await course_of(reader, body, release_id)
    after = asked.after(datetime.fromisoformat)
    found = await accesses.accesses_after(reader, body, release_id, after, limit=asked.look_ahead)
    return asked.page(found, key=lambda one: (one[0].recorded_at,), show=early.shown)


@early_access.post("/early-access", status_code=201)
async def grant_early_access(
    body: BodyCode,
    release_id: UUID,
    sent: EarlyAccessSent,
    seen: Seen,
    tx: Writes,
    publisher: Publisher,
) -> EarlyAccess:
    """Let a client see a release before its hour, once it is scheduled; each look is audited."""
    return await early.grant_early_access(tx, body, release_id, sent, seen, by=publisher)


@early_access.post("/early-access/{client_id}/end")
async def end_early_access(
    body: BodyCode,
    release_id: UUID,
    client_id: UUID,
    seen: Seen,
    tx: Writes,
    publisher: Publisher,
) -> EarlyAccess:
    """Let a client see a release no longer."""
    return await early.end_early_access(tx, body, release_id, client_id, seen, by=publisher)


@early_access.get(
    "/early-documents/{kind}/{subject}/{period}",
    response_class=Response,
    responses=ONE_DOCUMENT,
)
async def read_early_document(
    body: BodyCode,
    release_id: UUID,
    kind: DocumentKind,
    subject: BodyCode,
    period: PeriodText,
    reader: Reads,
    caller: AnyCaller,
    leave_trace: Witnessed,
) -> Response:
    """Read a document before its hour, as a client who was let in; the publisher is told."""
    key = f"{subject}/{period}"
    found, is_early = await early.read_early(reader, body, release_id, kind, key, by=caller)
    if is_early:
        leave_trace(
            lambda tx: early.tell_of_reading(
                tx, body, release_id, kind, key, found.sha256, by=caller
            )
        )
    return Response(found.content, media_type=found.media_type)
