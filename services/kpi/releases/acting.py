"""Keeping an act on a release, with its trace; and opening one to a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.kpi.releases import queries
from services.kpi.releases.standings import standing_of
from services.kpi.releases.states import LIFE
from services.kpi.releases.tables import ReleaseAct
from shared.contracts.values import instant_text
from shared.journal import Event, hold, record
from shared.journal import content_hash as content_hash_of

if TYPE_CHECKING:
    from uuid import UUID

    from services.kpi.releases.standings import ReleaseStanding
    from services.kpi.releases.tables import ActOnRelease, ReleaseBegun
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction
    from shared.web.conditional import Precondition


async def opened(
    tx: Transaction,
    body: str,
    release: UUID,
    seen: Precondition,
    step: str,
    *,
    by: Principal,
    words: str | None = None,
) -> ReleaseStanding:
    """Return a release as it stands, under its body's lock, if *by* may take the step.

    Args:
        words: What is done to it, where that is to take the step back.

    Raises:
        NotFound: If there is no such release.
        PreconditionRequired, PreconditionFailed: If the caller has not seen its newest draft.
        Conflict: If its state, or anything else, stands in the way.
    """
    await hold(tx, body)
    standing = await standing_of(tx, body, release, by=by)
    seen.check_content(standing.stand.content_hash)
    LIFE.check(step, standing.stand, by=by, words=words)
    return standing


async def act_on(
    tx: Transaction,
    begun: ReleaseBegun,
    act: ActOnRelease,
    *,
    draft: int,
    content_hash: str,
    by: Principal,
    **said: Any,
) -> ReleaseAct:
    """Keep an act on a release, and leave its trace; *said* are its other columns.

    The trace of a schedule carries the hash of what was frozen, so that the chain vouches for it.
    """
    head = await hold(tx, begun.body)
    kept = ReleaseAct(
        body=begun.body,
        release=begun.id,
        recorded_at=head.recorded_at,
        act=act,
        draft=draft,
        content_hash=content_hash,
        client=by.client,
        holder=by.holder,
        **said,
    )
    await queries.append(tx, kept)
    details = {"period": begun.period, "draft": draft}
    if kept.publish_at is not None:
        details["publish_at"] = instant_text(kept.publish_at)
    if kept.sources is not None:
        details["sources"] = content_hash_of(kept.sources)
    await record(
        tx,
        Event(
            body=begun.body,
            act=f"release.{act}",
            subject=f"releases/{begun.id}",
            by=by,
            content_hash=kept.manifest_hash or content_hash,
            details=details,
        ),
    )
    return kept
