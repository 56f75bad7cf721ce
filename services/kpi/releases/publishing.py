"""Approving, scheduling, cancelling and withdrawing a release."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from services.kpi.partnerships.use_cases import open_body
from services.kpi.releases.acting import act_on, opened
from services.kpi.releases.dossier import course_of
from services.kpi.releases.drafting import call_off_drafts, end_consultation
from services.kpi.releases.parts import parts_of, with_changes
from services.kpi.releases.sources import origin_of, told_of
from services.kpi.releases.tables import ActOnRelease
from shared import publication
from shared.journal import hold, hold_still
from shared.publication.preview import frozen_parts
from shared.security.scopes import OPERATOR

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from services.kpi.releases.parts import Parts
    from services.kpi.releases.standings import ReleaseStanding
    from services.kpi.releases.tables import ReleaseBegun
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition

KIND = "scorecards"


async def approve_release(
    tx: Transaction, body: str, release: UUID, seen: Precondition, *, by: Principal
) -> None:
    """Approve a release, exactly as its newest draft has it.

    Raises:
        NotFound: If there is no such release.
        Conflict: If a figure in it is not approved, a member has not signed it, it says something
            else by now, or the caller had a hand in it.
        PreconditionFailed: If the caller has seen another draft.
    """
    standing = await opened(tx, body, release, seen, "approve", by=by)
    await _act(tx, standing, ActOnRelease.APPROVED, by=by)


async def schedule_release(
    tx: Transaction,
    body: str,
    release: UUID,
    publish_at: datetime,
    seen: Precondition,
    *,
    by: Principal,
) -> None:
    """Freeze an approved release; at its hour it is public, with nothing more to do.

    What it is worked out from is kept still meanwhile and read as known at one instant, so that
    whoever verifies it later finds the same.

    Raises:
        NotFound: If there is no such release.
        Conflict: If it is not approved as it would be now, or the hour has come.
        PreconditionFailed: If the caller has seen another draft.
    """
    await open_body(tx, body)
    begun, origin = await origin_of(tx, body, release)
    others = {OPERATOR, *origin.councils, *origin.lenders} - {body}
    head = await hold_still(tx, body, others)
    with tx.as_known(just_before(head.recorded_at)):
        standing = await opened(tx, body, release, seen, "schedule", by=by)
        assert standing.content is not None  # noqa: S101 - an approved one is composed anew
        parts = await whole(tx, begun, parts_of(standing.content, begun))
        sources = await told_of(tx, origin)
    named = publication.Release(
        body, release, KIND, begun.period, begun.number, publish_at, begun.supersedes
    )
    manifest = await publication.freeze(tx, named, *parts, at=head.recorded_at)
    await end_consultation(tx, standing)
    await _act(
        tx,
        standing,
        ActOnRelease.SCHEDULED,
        publish_at=publish_at,
        manifest_hash=manifest.hash,
        sources=sources,
        by=by,
    )


async def cancel_release(
    tx: Transaction, body: str, release: UUID, reason: str, seen: Precondition, *, by: Principal
) -> None:
    """Keep a release from ever being public; outside, it was never there.

    Raises:
        NotFound: If there is no such release.
        Conflict: If it is public, or will be in less than a second.
        PreconditionFailed: If the caller has seen another draft.
    """
    standing = await opened(tx, body, release, seen, "cancel", by=by)
    if standing.course.last(ActOnRelease.SCHEDULED):
        head = await hold(tx, body)
        await publication.cancel(tx, body, release, at=head.recorded_at)
    await call_off_drafts(tx, standing)
    await _act(tx, standing, ActOnRelease.CANCELLED, reason=reason, by=by)


async def withdraw_release(
    tx: Transaction, body: str, release: UUID, reason: str, seen: Precondition, *, by: Principal
) -> None:
    """Take a public release back: a tombstone with the reason stands in its place.

    Raises:
        NotFound: If there is no such release.
        Conflict: If it is not public.
        PreconditionFailed: If the caller has seen another content.
    """
    standing = await opened(tx, body, release, seen, "withdraw", by=by)
    head = await hold(tx, body)
    await publication.withdraw(tx, body, release, reason=reason, at=head.recorded_at)
    await _act(tx, standing, ActOnRelease.WITHDRAWN, reason=reason, by=by)


def just_before(frozen_at: datetime) -> datetime:
    """Return the instant as known at which a release is frozen: its own act is not there yet."""
    return frozen_at - timedelta(microseconds=1)


async def whole(reader: Reader, begun: ReleaseBegun, parts: Parts) -> Parts:
    """Return all parts of a release, with what it changes against the one that it corrects.

    What was withdrawn by then is not said again, not even as what stood before; what it leaves out
    is marked all the same.
    """
    if begun.supersedes is None:
        return with_changes(parts, None, begun, withdrawn=False)
    corrected, _ = await course_of(reader, begun.body, begun.supersedes)
    before = await frozen_parts(reader, begun.body, begun.supersedes)
    return with_changes(parts, before, begun, withdrawn=corrected.is_withdrawn)


async def _act(
    tx: Transaction, standing: ReleaseStanding, act: ActOnRelease, *, by: Principal, **said: object
) -> None:
    draft = standing.course.drafted
    await act_on(
        tx,
        standing.course.begun,
        act,
        draft=draft.draft,
        content_hash=draft.content_hash,
        by=by,
        **said,
    )
