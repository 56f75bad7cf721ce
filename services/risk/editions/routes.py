"""Editions over HTTP: their working side, for the body that publishes."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from services.risk.editions import dossier, queries, use_cases
from services.risk.registers.opening import Opened, RiskReader, RiskWriter
from shared.contracts.answers import Page
from shared.contracts.risk.editions import (
    Edition,
    EditionHour,
    EditionReason,
    EditionSent,
    EditionSummary,
)
from shared.contracts.values import BodyCode
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.storage.sessions import Reader
from shared.web.asking import Asked
from shared.web.callers import Allowed
from shared.web.conditional import Seen, content_tag
from shared.web.routing import OperationRouter, Reads, Writes

editions = OperationRouter(prefix="/v1/risk/bodies/{body}/editions", tags=["editions"])

Approver = Annotated[Principal, Depends(Allowed(Scope.RISK_APPROVE))]


@editions.get("")
async def list_editions(body: Opened, reader: Reads, asked: Asked) -> Page[EditionSummary]:
    """List a body's editions, newest first, whatever became of them."""
    before = asked.after(datetime.fromisoformat)
    found = await queries.editions_before(reader, body, before, limit=asked.look_ahead)
    states = await use_cases.states_of(reader, body, found)
    return asked.page(
        found,
        key=lambda proposed: (proposed.recorded_at,),
        show=lambda proposed: dossier.summary_of(*states[proposed.id]),
    )


@editions.post("", status_code=201)
async def propose_edition(
    body: BodyCode, sent: EditionSent, tx: Writes, response: Response, proposer: RiskWriter
) -> Edition:
    """Propose to publish a register of a quarter: its open risks and issues, Part 1 alone.

    It shows them as known at an instant, and nothing that is recorded later changes it, but that a
    field becomes Part 2.
    """
    made = await use_cases.propose_edition(tx, body, sent, by=proposer)
    response.headers["Location"] = f"/v1/risk/bodies/{body}/editions/{made}"
    return await _shown(tx, body, made, response, by=proposer)


@editions.get("/{edition_id}")
async def read_edition(
    body: Opened, edition_id: UUID, reader: Reads, response: Response, caller: RiskReader
) -> Edition:
    """Read an edition: where it stands, who did what, and what may be done with it.

    Its `ETag` is its content hash; each step below takes it as `If-Match`.
    """
    return await _shown(reader, body, edition_id, response, by=caller)


@editions.post("/{edition_id}/approve")
async def approve_edition(
    body: BodyCode, edition_id: UUID, seen: Seen, tx: Writes, response: Response, approver: Approver
) -> Edition:
    """Approve an edition, exactly as it was proposed; it takes another than who proposed it."""
    await use_cases.approve_edition(tx, body, edition_id, seen, by=approver)
    return await _shown(tx, body, edition_id, response, by=approver)


@editions.post("/{edition_id}/schedule")
async def schedule_edition(
    body: BodyCode,
    edition_id: UUID,
    sent: EditionHour,
    seen: Seen,
    tx: Writes,
    response: Response,
    approver: Approver,
) -> Edition:
    """Freeze an approved edition; at its hour, by the database's clock, anyone may read it."""
    await use_cases.schedule_edition(tx, body, edition_id, sent.publish_at, seen, by=approver)
    return await _shown(tx, body, edition_id, response, by=approver)


@editions.post("/{edition_id}/cancel")
async def cancel_edition(
    body: BodyCode,
    edition_id: UUID,
    sent: EditionReason,
    seen: Seen,
    tx: Writes,
    response: Response,
    approver: Approver,
) -> Edition:
    """Keep an edition from ever being public, at least a second before its hour."""
    await use_cases.cancel_edition(tx, body, edition_id, sent.reason, seen, by=approver)
    return await _shown(tx, body, edition_id, response, by=approver)


@editions.post("/{edition_id}/withdraw")
async def withdraw_edition(
    body: BodyCode,
    edition_id: UUID,
    sent: EditionReason,
    seen: Seen,
    tx: Writes,
    response: Response,
    approver: Approver,
) -> Edition:
    """Take a public edition back; a tombstone with the reason, which is public, stands there."""
    await use_cases.withdraw_edition(tx, body, edition_id, sent.reason, seen, by=approver)
    return await _shown(tx, body, edition_id, response, by=approver)


async def _shown(
    reader: Reader, body: str, edition: UUID, response: Response, *, by: Principal
) -> Edition:
    standing = await dossier.standing_of(reader, body, edition)
    response.headers["ETag"] = content_tag(standing.stand.content_hash)
    return dossier.shown(standing, by=by)
