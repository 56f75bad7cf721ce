"""All SQL about assessments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.assessments.tables import AssessmentVersion
from shared.storage.columns import among
from shared.storage.versions import history, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from shared.contracts.risk.vocabulary import AssessmentKind
    from shared.storage.sessions import Reader, Transaction

_KEY = (AssessmentVersion.body, AssessmentVersion.reference, AssessmentVersion.kind)
_NEWEST = newest(AssessmentVersion, by=_KEY)


async def standing(
    reader: Reader, body: str, references: Collection[str] | None = None
) -> Sequence[AssessmentVersion]:
    """Return the newest assessment of each kind, of all of a body's risks or of these."""
    chosen = _NEWEST.where(AssessmentVersion.body == body)
    if references is not None:
        chosen = chosen.where(among(AssessmentVersion.reference, references))
    return await reader.all(chosen)


async def versions_before(
    reader: Reader,
    body: str,
    reference: str,
    kind: AssessmentKind | None,
    before: tuple[datetime, str] | None,
    *,
    limit: int,
) -> Sequence[AssessmentVersion]:
    """Return a risk's assessments older than *before* (an instant and a kind), newest first."""
    chosen = history(AssessmentVersion, before=None).where(
        AssessmentVersion.body == body, AssessmentVersion.reference == reference
    )
    if kind is not None:
        chosen = chosen.where(AssessmentVersion.kind == kind)
    if before is not None:
        instant, last = before
        older = AssessmentVersion.recorded_at < instant
        beside = (AssessmentVersion.recorded_at == instant) & (AssessmentVersion.kind > last)
        chosen = chosen.where(older | beside)
    return await reader.all(chosen.order_by(AssessmentVersion.kind).limit(limit))


async def versions_of(
    reader: Reader,
    body: str,
    references: Collection[str],
    kind: AssessmentKind | None = None,
) -> Sequence[AssessmentVersion]:
    """Return all assessments of these risks, or those of one kind, oldest first."""
    chosen = history(AssessmentVersion, before=None).where(
        AssessmentVersion.body == body, among(AssessmentVersion.reference, references)
    )
    if kind is not None:
        chosen = chosen.where(AssessmentVersion.kind == kind)
    return list(reversed(await reader.all(chosen)))


async def append(tx: Transaction, *versions: AssessmentVersion) -> None:
    """Keep new assessments."""
    await tx.append(*versions)
