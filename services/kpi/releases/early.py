"""Who may see a release before its hour, by name and with a justification; each look is told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.kpi.releases import queries
from services.kpi.releases.acting import opened
from services.kpi.releases.dossier import course_of
from services.kpi.releases.queries import early as accesses
from services.kpi.releases.states import State
from services.kpi.releases.tables import EarlyAccess
from shared.contracts.kpi.releases import EarlyAccess as EarlyAccessShown
from shared.journal import Event, content_hash, hold, record
from shared.publication import frozen_document
from shared.refusals import Conflict, NotFound

if TYPE_CHECKING:
    from datetime import datetime

    from services.kpi.releases.standings import ReleaseStanding
    from shared.contracts.kpi.releases import EarlyAccessSent
    from shared.publication import Published
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition


async def grant_early_access(
    tx: Transaction,
    body: str,
    release: UUID,
    sent: EarlyAccessSent,
    seen: Precondition,
    *,
    by: Principal,
) -> EarlyAccessShown:
    """Let a client see a release before its hour, once it is frozen.

    Raises:
        NotFound: If there is no such release.
        Conflict: If it is public or over, or the client may see it already.
        PreconditionFailed: If the caller has seen another draft.
    """
    standing = await opened(tx, body, release, seen, "grant_early_access", by=by)
    last = await accesses.access_of(tx, body, release, str(sent.client))
    if last is not None and not last.ended:
        message = "This client may see it already."
        raise Conflict(message)
    await _keep(tx, standing, str(sent.client), sent.justification, by=by)
    return shown(await accesses.last_access(tx, body, release, str(sent.client)))


async def end_early_access(
    tx: Transaction,
    body: str,
    release: UUID,
    client: UUID,
    seen: Precondition,
    *,
    by: Principal,
) -> EarlyAccessShown:
    """Let a client see a release no longer.

    Raises:
        NotFound: If there is no such release, or the client was never let in.
        Conflict: If it is public or over, or the client's access has ended.
        PreconditionFailed: If the caller has seen another draft.
    """
    await hold(tx, body)
    last = await accesses.access_of(tx, body, release, str(client))
    if last is None:
        message = "This client was not let in."
        raise NotFound(message)
    ends = "end early access to"
    standing = await opened(tx, body, release, seen, "grant_early_access", by=by, words=ends)
    if last.ended:
        message = "This client may see it no longer already."
        raise Conflict(message)
    await _keep(tx, standing, str(client), None, by=by)
    return shown(await accesses.last_access(tx, body, release, str(client)))


def shown(access: tuple[EarlyAccess, datetime | None]) -> EarlyAccessShown:
    """Return an access that was granted, and when it ended if it has."""
    granted, ended_at = access
    assert granted.justification is not None  # noqa: S101 - what is granted is justified
    return EarlyAccessShown(
        client=UUID(granted.client),
        justification=granted.justification,
        granted_at=granted.recorded_at,
        granted_by=granted.by_client,
        ended_at=ended_at,
    )


async def read_early(
    reader: Reader, body: str, release: UUID, kind: str, key: str, *, by: Principal
) -> tuple[Published, bool]:
    """Return a frozen document for a client who was let in early, and whether it is early still.

    Raises:
        NotFound: If the client was not let in, or there is no such document that stands.
    """
    missing = NotFound("There is nothing here that you may see early.")
    access = await accesses.access_of(reader, body, release, by.client)
    if access is None or access.ended:
        raise missing
    await reader.widen([body])
    course, beside = await course_of(reader, body, release)
    state = beside.state_of(release, await reader.now())
    if state not in {State.SCHEDULED, State.PUBLISHED, State.SUPERSEDED}:
        raise missing
    found = await frozen_document(reader, body, release, kind, key)
    if found is None:
        raise missing
    return found, course.is_under_way(await reader.now())


async def tell_of_reading(
    tx: Transaction, body: str, release: UUID, kind: str, key: str, sha256: str, *, by: Principal
) -> None:
    """Tell in the publisher's audit who saw a document before its hour."""
    async with tx.standing_in_for([body]):
        await record(
            tx,
            Event(
                body=body,
                act="release.read_early",
                subject=f"releases/{release}",
                by=by,
                content_hash=sha256,
                details={"kind": kind, "key": key},
            ),
        )


async def _keep(
    tx: Transaction,
    standing: ReleaseStanding,
    client: str,
    justification: str | None,
    *,
    by: Principal,
) -> None:
    begun = standing.course.begun
    head = await hold(tx, begun.body)
    ended = justification is None
    await queries.append(
        tx,
        EarlyAccess(
            body=begun.body,
            release=begun.id,
            recorded_at=head.recorded_at,
            client=client,
            ended=ended,
            justification=justification,
            by_client=by.client,
            by_holder=by.holder,
        ),
    )
    await record(
        tx,
        Event(
            body=begun.body,
            act="release.early_access_ended" if ended else "release.early_access_granted",
            subject=f"releases/{begun.id}",
            by=by,
            content_hash=content_hash({"client": client, "justification": justification}),
            details={"client": client},
        ),
    )
