"""Consultations over HTTP: what was circulated to a member, and what it says of that."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from services.kpi.partnerships.opening import KpiReader
from services.kpi.partnerships.use_cases import find_body
from services.kpi.releases import consulting
from services.kpi.releases.queries import consultations as queries
from services.kpi.releases.showing import key_of_voice, voice_of
from services.kpi.releases.tables import Voice
from shared.contracts.answers import Page
from shared.contracts.kpi.releases import (
    CommentSent,
    Consultation,
    ConsultationSummary,
    MemberVoice,
)
from shared.contracts.values import BodyCode
from shared.refusals import NotFound
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.storage.sessions import Reader
from shared.web.asking import Asked
from shared.web.callers import Allowed
from shared.web.conditional import Seen, content_tag
from shared.web.routing import OperationRouter, Reads, Writes

consultations = OperationRouter(
    prefix="/v1/kpi/bodies/{body}/consultations", tags=["consultations"]
)

Commenter = Annotated[Principal, Depends(Allowed(Scope.KPI_SUBMIT))]
Signer = Annotated[Principal, Depends(Allowed(Scope.KPI_APPROVE))]


async def _member(body: BodyCode, reader: Reads, caller: KpiReader) -> str:
    """Let pass only the member's own readers: what it was given is not another partnership's."""
    if not caller.may(Scope.KPI_READ, body):
        message = "There is no such body, or you may not read it."
        raise NotFound(message)
    await find_body(reader, body)
    return body


Member = Annotated[str, Depends(_member)]


@consultations.get("")
async def list_consultations(
    body: Member, reader: Reads, asked: Asked
) -> Page[ConsultationSummary]:
    """List the drafts that were circulated to a council by its partnerships, newest first."""
    before = asked.after(datetime.fromisoformat)
    found = await queries.circulated_to(reader, body, before, limit=asked.look_ahead)
    return asked.page(found, key=lambda one: (one[0].recorded_at,), show=consulting.listed)


@consultations.get("/{release_id}")
async def read_consultation(
    body: Member, release_id: UUID, reader: Reads, response: Response, caller: KpiReader
) -> Consultation:
    """Read a draft that was circulated to a council, and what the council said of it.

    Its `ETag` is the draft's content hash, to which a signature is bound. Once the release is
    cancelled it says that, and not what was drafted. Who is known as no member of the period any
    more finds nothing.
    """
    return await _shown(reader, body, release_id, response, by=caller)


@consultations.get("/{release_id}/voices")
async def list_consultation_voices(
    body: Member, release_id: UUID, reader: Reads, asked: Asked
) -> Page[MemberVoice]:
    """List what a council said of the drafts that were circulated to it, oldest first."""
    given, _ = await consulting.given_of(reader, body, release_id)
    after = asked.after_key(datetime.fromisoformat, str)
    found = await queries.voices_after(
        reader, given.body, release_id, after, member=body, limit=asked.look_ahead
    )
    return asked.page(found, key=key_of_voice, show=lambda one: voice_of(*one))


@consultations.post("/{release_id}/comment")
async def comment_release(
    body: BodyCode,
    release_id: UUID,
    sent: CommentSent,
    seen: Seen,
    tx: Writes,
    response: Response,
    commenter: Commenter,
) -> Consultation:
    """Comment on a draft; every comment is kept, and a late one marked so."""
    await consulting.speak(tx, body, release_id, Voice.COMMENT, sent.text, seen, by=commenter)
    return await _shown(tx, body, release_id, response, by=commenter)


@consultations.post("/{release_id}/sign")
async def sign_release(
    body: BodyCode, release_id: UUID, seen: Seen, tx: Writes, response: Response, signer: Signer
) -> Consultation:
    """Sign a draft off for a council, exactly as it was circulated; any change voids that.

    It takes another than who drafted it, or set a target or wrote commentary of the council's in
    it.
    """
    await consulting.speak(tx, body, release_id, Voice.SIGNED, None, seen, by=signer)
    return await _shown(tx, body, release_id, response, by=signer)


async def _shown(
    reader: Reader, body: str, release: UUID, response: Response, *, by: Principal
) -> Consultation:
    consulted = await consulting.consulted_of(reader, body, release, by=by)
    response.headers["ETag"] = content_tag(consulted.given.content_hash)
    return consulting.shown(consulted, by=by)
