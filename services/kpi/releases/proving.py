"""Proving a release: what is frozen against its hashes, the audit, and the versions themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.kpi.partnerships.use_cases import open_body
from services.kpi.releases import sources
from services.kpi.releases.composing import composed
from services.kpi.releases.composition import composition_of, how_compared, said_anew_since
from services.kpi.releases.dossier import course_of, words_of
from services.kpi.releases.parts import parts_of
from services.kpi.releases.publishing import just_before, whole
from services.kpi.releases.tables import ActOnRelease
from shared.contracts.kpi.releases import (
    ReleaseVerification,
    VerifiedDifference,
    VerifiedFinding,
)
from shared.journal import content_hash
from shared.journal.vouching import vouched
from shared.publication import Finding, verify_release
from shared.publication.preview import frozen_parts
from shared.refusals import NotFound

if TYPE_CHECKING:
    from uuid import UUID

    from services.kpi.releases.parts import Parts
    from services.kpi.releases.tables import ReleaseAct
    from shared.publication import Verdict
    from shared.storage.sessions import Reader


_UNREADABLE: Final = (ValueError, TypeError, LookupError, AttributeError, NotFound)


async def verify(reader: Reader, body: str, release: UUID) -> ReleaseVerification:
    """Recompute a release from the versions, as known when it was frozen.

    One that an earlier composition made is compared in the fields which that one had.

    Raises:
        NotFound: If there is no such release, or nothing of it is frozen yet.
    """
    await open_body(reader, body)
    course, _ = await course_of(reader, body, release)
    scheduled = course.scheduled
    if scheduled is None:
        message = "Nothing of it is frozen: it was never scheduled."
        raise NotFound(message)
    try:
        parts, changed = await _recomputed(reader, scheduled)
    except _UNREADABLE:
        # Whoever changes rows may leave what nobody can read; then what is frozen speaks alone.
        parts = await frozen_parts(reader, body, release)
        changed = [Finding("unreadable")]
    made_by = composition_of(scheduled.sources or {})
    verdict = await verify_release(
        reader, body, release, [*parts[0], *parts[1]], but_for=said_anew_since(made_by)
    )
    recorded, in_audit = await _audited(reader, scheduled, verdict)
    findings = [*verdict.findings, *changed, *in_audit]
    return ReleaseVerification(
        release=release,
        holds=not findings,
        frozen_at=scheduled.recorded_at,
        manifest_hash=verdict.manifest_hash,
        recorded_hash=recorded,
        composed_by=made_by,
        note=how_compared(made_by),
        findings=[_shown(finding) for finding in findings],
    )


async def _recomputed(reader: Reader, scheduled: ReleaseAct) -> tuple[Parts, list[Finding]]:
    """Return what would have been frozen at that instant, and what was changed in its sources."""
    told = scheduled.sources or {}
    origin = sources.read(told, scheduled.body, scheduled.release)
    # Who was a member then may be none as known now; what it says here was published.
    await reader.widen(origin.councils, origin.lenders)
    with reader.as_known(just_before(scheduled.recorded_at)):
        changed = await sources.findings(reader, origin, told)
        course, _ = await course_of(reader, scheduled.body, scheduled.release)
        content = await composed(reader, scheduled.body, course.begun.period, words_of(course))
        return await whole(reader, course.begun, parts_of(content, course.begun)), changed


async def _audited(
    reader: Reader, scheduled: ReleaseAct, verdict: Verdict
) -> tuple[str | None, list[Finding]]:
    """Return the hash that the audit has of what was frozen, and what speaks against it."""
    found = await vouched(
        reader,
        scheduled.body,
        f"release.{ActOnRelease.SCHEDULED}",
        f"releases/{scheduled.release}",
    )
    if found is None:
        return None, [Finding("not_in_audit")]
    entry = found.entry
    agrees = (
        found.is_intact
        and entry.content_hash == verdict.manifest_hash == scheduled.manifest_hash
        and entry.details.get("sources") == content_hash(scheduled.sources)
    )
    return entry.content_hash, [] if agrees else [Finding("audit_differs")]


def _shown(finding: Finding) -> VerifiedFinding:
    return VerifiedFinding(
        code=finding.code,
        address=list(finding.address),
        differences=[
            VerifiedDifference(pointer=one.pointer, frozen=one.frozen, recomputed=one.recomputed)
            for one in finding.differences
        ],
    )
