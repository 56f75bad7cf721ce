"""What can be done with an edition once it is proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import publication
from shared.contracts.values import instant_text
from shared.editions import queries
from shared.editions.dossier import documents_of, standing_of
from shared.editions.recording import record_edition
from shared.editions.tables import Act, EditionActed
from shared.journal import hold

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from shared.editions.dossier import Standing
    from shared.editions.publisher import Publisher
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction
    from shared.web.conditional import Precondition


async def approve_edition(
    tx: Transaction,
    publisher: Publisher,
    body: str,
    edition: UUID,
    seen: Precondition,
    *,
    by: Principal,
) -> None:
    """Approve an edition, exactly as it was proposed.

    Raises:
        NotFound: If there is no such edition.
        PreconditionRequired, PreconditionFailed: If the caller has not seen its content.
        Conflict: If it stands elsewhere, would say something else by now, or is the caller's own.
    """
    await hold(tx, body)
    standing = await _opened(tx, publisher, body, edition, seen, "approve", by=by)
    await _act(tx, publisher, standing, Act.APPROVED, by=by)


async def schedule_edition(
    tx: Transaction,
    publisher: Publisher,
    body: str,
    edition: UUID,
    publish_at: datetime,
    seen: Precondition,
    *,
    by: Principal,
) -> None:
    """Freeze an approved edition; at its hour it is public, with nothing more to do.

    Its pictures are drawn before the body is held, so that nobody waits for them. Under the lock
    it must still say what was approved, and so what was drawn.

    Raises:
        NotFound, PreconditionRequired, PreconditionFailed: As `approve_edition`.
        Conflict: If it is not approved as it would be now, or the hour has come.
    """
    standing = await _opened(tx, publisher, body, edition, seen, "schedule", by=by)
    assert standing.content is not None  # noqa: S101 - what is approved says something
    documents = await documents_of(publisher, standing.course.proposed, standing.content)
    head = await hold(tx, body)
    tx.forget()
    standing = await _opened(tx, publisher, body, edition, seen, "schedule", by=by)
    proposed = standing.course.proposed
    release = publication.Release(
        body,
        edition,
        publisher.kind + proposed.subject,
        proposed.period,
        proposed.number,
        publish_at,
        proposed.supersedes,
    )
    manifest = await publication.freeze(tx, release, documents, at=head.recorded_at)
    await _act(
        tx,
        publisher,
        standing,
        Act.SCHEDULED,
        by=by,
        publish_at=publish_at,
        manifest_hash=manifest.hash,
    )


async def cancel_edition(
    tx: Transaction,
    publisher: Publisher,
    body: str,
    edition: UUID,
    reason: str,
    seen: Precondition,
    *,
    by: Principal,
) -> None:
    """Keep an edition from ever being public; outside, it was never there.

    Raises:
        NotFound, PreconditionRequired, PreconditionFailed: As `approve_edition`.
        Conflict: If it is public, or will be in less than a second.
    """
    head = await hold(tx, body)
    standing = await _opened(tx, publisher, body, edition, seen, "cancel", by=by)
    if standing.course.act(Act.SCHEDULED):
        await publication.cancel(tx, body, edition, at=head.recorded_at)
    await _act(tx, publisher, standing, Act.CANCELLED, by=by, reason=reason)


async def withdraw_edition(
    tx: Transaction,
    publisher: Publisher,
    body: str,
    edition: UUID,
    reason: str,
    seen: Precondition,
    *,
    by: Principal,
) -> None:
    """Take a public edition back: a tombstone with the reason stands in its place.

    Raises:
        NotFound, PreconditionRequired, PreconditionFailed: As `approve_edition`.
        Conflict: If it is not public.
    """
    head = await hold(tx, body)
    standing = await _opened(tx, publisher, body, edition, seen, "withdraw", by=by)
    await publication.withdraw(tx, body, edition, reason=reason, at=head.recorded_at)
    await _act(tx, publisher, standing, Act.WITHDRAWN, by=by, reason=reason)


async def _opened(
    tx: Transaction,
    publisher: Publisher,
    body: str,
    edition: UUID,
    seen: Precondition,
    step: str,
    *,
    by: Principal,
) -> Standing:
    """Return an edition as it stands, if *by* may take the step."""
    standing = await standing_of(tx, publisher, body, edition)
    seen.check_content(standing.stand.content_hash)
    publisher.life.check(step, standing.stand, by=by)
    return standing


async def _act(
    tx: Transaction,
    publisher: Publisher,
    standing: Standing,
    act: Act,
    *,
    by: Principal,
    publish_at: datetime | None = None,
    manifest_hash: str | None = None,
    reason: str | None = None,
) -> None:
    """Keep an act, and leave its trace; that of a schedule carries the hash of what was frozen."""
    proposed = standing.course.proposed
    head = await hold(tx, proposed.body)
    await queries.append(
        tx,
        EditionActed(
            body=proposed.body,
            edition=proposed.id,
            recorded_at=head.recorded_at,
            act=act,
            content_hash=proposed.content_hash,
            publish_at=publish_at,
            manifest_hash=manifest_hash,
            reason=reason,
            client=by.client,
            holder=by.holder,
        ),
    )
    told: dict[str, str | int] = {}
    if publish_at is not None:
        told["publish_at"] = instant_text(publish_at)
        told["composed_by"] = publisher.compositions.current
    vouched = manifest_hash or proposed.content_hash
    await record_edition(tx, publisher, proposed, f"edition.{act}", vouched, by=by, **told)
