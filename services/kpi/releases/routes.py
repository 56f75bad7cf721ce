"""Releases over HTTP: their working side, for the body that publishes."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Response

from services.kpi.partnerships.opening import KpiReader, Opened
from services.kpi.releases import drafting, proving, publishing, queries, reading, showing
from services.kpi.releases.dossier import course_of
from services.kpi.releases.early_routes import ONE_DOCUMENT, DocumentKind
from services.kpi.releases.queries import consultations
from services.kpi.releases.standings import standing_of
from shared.contracts.answers import Page
from shared.contracts.kpi.frozen import ReleaseChanges, ReleaseVerification
from shared.contracts.kpi.releases import (
    CorrectionSent,
    DraftSent,
    MemberVoice,
    ReasonSent,
    Release,
    ReleaseAct,
    ReleaseSent,
    ReleaseSummary,
    ScheduleSent,
)
from shared.contracts.values import BodyCode, PeriodText
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.storage.sessions import Reader
from shared.web.asking import Asked
from shared.web.callers import Allowed
from shared.web.conditional import Seen, content_tag
from shared.web.routing import OperationRouter, Reads, Writes

releases = OperationRouter(prefix="/v1/kpi/bodies/{body}/releases", tags=["releases"])

Drafter = Annotated[Principal, Depends(Allowed(Scope.KPI_SUBMIT))]
Approver = Annotated[Principal, Depends(Allowed(Scope.KPI_APPROVE))]
Publisher = Annotated[Principal, Depends(Allowed(Scope.KPI_PUBLISH))]


@releases.get("")
async def list_releases(body: Opened, reader: Reads, asked: Asked) -> Page[ReleaseSummary]:
    """List a body's releases, newest first, whatever became of them."""
    before = asked.after(datetime.fromisoformat)
    found = await queries.releases_before(reader, body, before, limit=asked.look_ahead)
    states = await reading.states_of(reader, body, found)
    return asked.page(
        found,
        key=lambda begun: (begun.recorded_at,),
        show=lambda begun: showing.summary_of(*states[begun.id]),
    )


@releases.post("", status_code=201)
async def create_release(
    body: BodyCode, sent: ReleaseSent, tx: Writes, response: Response, drafter: Drafter
) -> Release:
    """Begin a release of a period that has ended, with its first draft.

    It says how each indicator stands in the period and in each of its months; a partnership's says
    it of each member too. What was published is corrected, not begun again.
    """
    made = await drafting.create_release(tx, body, sent, by=drafter)
    return await _made(tx, body, made, response, by=drafter)


@releases.get("/{release_id}")
async def read_release(
    body: Opened, release_id: UUID, reader: Reads, response: Response, caller: KpiReader
) -> Release:
    """Read a release: where it stands, who said what, and what may be done with it.

    Its `ETag` is the content hash of its newest draft; each step below takes it as `If-Match`.
    """
    return await _shown(reader, body, release_id, response, by=caller)


@releases.get("/{release_id}/voices")
async def list_release_voices(
    body: Opened, release_id: UUID, reader: Reads, asked: Asked, _: KpiReader
) -> Page[MemberVoice]:
    """List what the members said of a release's drafts, oldest first: comments and signatures."""
    await course_of(reader, body, release_id)
    after = asked.after_key(datetime.fromisoformat, str)
    found = await consultations.voices_after(
        reader, body, release_id, after, limit=asked.look_ahead
    )
    return asked.page(found, key=showing.key_of_voice, show=lambda one: showing.voice_of(*one))


@releases.get("/{release_id}/acts")
async def list_release_acts(
    body: Opened, release_id: UUID, reader: Reads, asked: Asked, _: KpiReader
) -> Page[ReleaseAct]:
    """List what was done to a release, oldest first."""
    await course_of(reader, body, release_id)
    after = asked.after(datetime.fromisoformat)
    found = await queries.acts_after(reader, body, release_id, after, limit=asked.look_ahead)
    return asked.page(found, key=lambda act: (act.recorded_at,), show=showing.act_of)


@releases.get("/{release_id}/changes")
async def read_release_changes(
    body: Opened,
    release_id: UUID,
    reader: Reads,
    _: KpiReader,
    against: Annotated[
        UUID | None,
        Query(alias="from", description="Another frozen release of the period to compare with."),
    ] = None,
) -> ReleaseChanges:
    """Read what a release changes against the one that it corrects, row by row and field by field.

    A release that corrects none changes nothing.
    """
    return await reading.changes_of_release(reader, body, release_id, against)


@releases.get("/{release_id}/verify")
async def verify_release(
    body: Opened, release_id: UUID, reader: Reads, _: KpiReader
) -> ReleaseVerification:
    """Recompute a frozen release from the versions, and tell what differs.

    Three things are held against each other: what is frozen, byte by byte; the hash of it all, in
    the release and in the audit chain; and the versions, as known when it was frozen.
    """
    return await proving.verify(reader, body, release_id)


@releases.get(
    "/{release_id}/documents/{kind}/{subject}/{period}",
    response_class=Response,
    responses=ONE_DOCUMENT,
)
async def read_release_document(
    body: Opened,
    release_id: UUID,
    kind: DocumentKind,
    subject: BodyCode,
    period: PeriodText,
    reader: Reads,
    _: KpiReader,
) -> Response:
    """Read a document as it is frozen; or, before that, as it would be now."""
    key = f"{subject}/{period}"
    found = await reading.document_of(reader, body, release_id, kind, key)
    return Response(found.content, media_type=found.media_type)


@releases.post("/{release_id}/draft")
async def draft_release(
    body: BodyCode,
    release_id: UUID,
    sent: DraftSent,
    seen: Seen,
    tx: Writes,
    response: Response,
    drafter: Drafter,
) -> Release:
    """Take another draft, numbered and dated; circulation and approval are asked for anew."""
    await drafting.draft_release(tx, body, release_id, sent, seen, by=drafter)
    return await _shown(tx, body, release_id, response, by=drafter)


@releases.post("/{release_id}/circulate")
async def circulate_release(
    body: BodyCode, release_id: UUID, seen: Seen, tx: Writes, response: Response, drafter: Drafter
) -> Release:
    """Give a partnership's newest draft to its members of the period, for comment and signature.

    Comments are asked for by the end of the fifth working day after this one.
    """
    await drafting.circulate_release(tx, body, release_id, seen, by=drafter)
    return await _shown(tx, body, release_id, response, by=drafter)


@releases.post("/{release_id}/approve")
async def approve_release(
    body: BodyCode, release_id: UUID, seen: Seen, tx: Writes, response: Response, approver: Approver
) -> Release:
    """Approve a release, exactly as its newest draft has it; any change since voids that.

    Each figure in it is approved before, and each member of a partnership has signed it. It takes
    another than who drafted it, set a target or wrote commentary in it.
    """
    await publishing.approve_release(tx, body, release_id, seen, by=approver)
    return await _shown(tx, body, release_id, response, by=approver)


@releases.post("/{release_id}/schedule")
async def schedule_release(
    body: BodyCode,
    release_id: UUID,
    sent: ScheduleSent,
    seen: Seen,
    tx: Writes,
    response: Response,
    publisher: Publisher,
) -> Release:
    """Freeze an approved release; at its hour, by the database's clock, anyone may read it."""
    await publishing.schedule_release(tx, body, release_id, sent.publish_at, seen, by=publisher)
    return await _shown(tx, body, release_id, response, by=publisher)


@releases.post("/{release_id}/cancel")
async def cancel_release(
    body: BodyCode,
    release_id: UUID,
    sent: ReasonSent,
    seen: Seen,
    tx: Writes,
    response: Response,
    publisher: Publisher,
) -> Release:
    """Keep a release from ever being public, at least a second before its hour."""
    await publishing.cancel_release(tx, body, release_id, sent.reason, seen, by=publisher)
    return await _shown(tx, body, release_id, response, by=publisher)


@releases.post("/{release_id}/withdraw")
async def withdraw_release(
    body: BodyCode,
    release_id: UUID,
    sent: ReasonSent,
    seen: Seen,
    tx: Writes,
    response: Response,
    publisher: Publisher,
) -> Release:
    """Take a public release back; a tombstone with the reason, which is public, stands there."""
    await publishing.withdraw_release(tx, body, release_id, sent.reason, seen, by=publisher)
    return await _shown(tx, body, release_id, response, by=publisher)


@releases.post("/{release_id}/correct", status_code=201)
async def correct_release(
    body: BodyCode,
    release_id: UUID,
    sent: CorrectionSent,
    seen: Seen,
    tx: Writes,
    response: Response,
    drafter: Drafter,
) -> Release:
    """Begin a release that corrects this one; this one stands until the new one's hour.

    The new one says why, and what it changes.
    """
    made = await drafting.correct_release(tx, body, release_id, sent, seen, by=drafter)
    return await _made(tx, body, made, response, by=drafter)


async def _made(
    reader: Reader, body: str, release: UUID, response: Response, *, by: Principal
) -> Release:
    response.headers["Location"] = f"/v1/kpi/bodies/{body}/releases/{release}"
    return await _shown(reader, body, release, response, by=by)


async def _shown(
    reader: Reader, body: str, release: UUID, response: Response, *, by: Principal
) -> Release:
    standing = await standing_of(reader, body, release, by=by)
    response.headers["ETag"] = content_tag(standing.stand.content_hash)
    return showing.shown(standing, by=by)
