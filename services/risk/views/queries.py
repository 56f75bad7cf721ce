"""The SQL that views need beside that of the rooms below them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from services.risk.assessments.tables import AssessmentVersion
from services.risk.risks.tables import RiskVersion
from shared.storage.columns import among
from shared.storage.versions import KNOWN_AT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from shared.storage.sessions import Reader


async def assessments_since(
    reader: Reader, body: str, references: Collection[str], since: datetime
) -> Sequence[AssessmentVersion]:
    """Return how these risks were assessed after an instant, oldest first."""
    return await reader.all(
        select(AssessmentVersion)
        .where(
            AssessmentVersion.body == body,
            among(AssessmentVersion.reference, references),
            AssessmentVersion.recorded_at > since,
            AssessmentVersion.recorded_at <= KNOWN_AT,
        )
        .order_by(
            AssessmentVersion.recorded_at, AssessmentVersion.reference, AssessmentVersion.kind
        )
    )


async def versions_since(
    reader: Reader, body: str, references: Collection[str], since: datetime
) -> Sequence[RiskVersion]:
    """Return the versions of these risks that were kept after an instant, oldest first."""
    return await reader.all(
        select(RiskVersion)
        .where(
            RiskVersion.body == body,
            among(RiskVersion.reference, references),
            RiskVersion.recorded_at > since,
            RiskVersion.recorded_at <= KNOWN_AT,
        )
        .order_by(RiskVersion.recorded_at, RiskVersion.reference)
    )


async def references_since(reader: Reader, body: str, register: str, since: datetime) -> set[str]:
    """Return which risks stood in a register at some time after an instant, by a later version."""
    found = await reader.rows(
        select(RiskVersion.reference)
        .where(
            RiskVersion.body == body,
            RiskVersion.register == register,
            RiskVersion.recorded_at > since,
            RiskVersion.recorded_at <= KNOWN_AT,
        )
        .distinct()
    )
    return {reference for (reference,) in found}


async def references_known(reader: Reader, body: str, references: Collection[str]) -> set[str]:
    """Return which of these risks the reader's instant knows, in whatever register."""
    found = await reader.rows(
        select(RiskVersion.reference)
        .where(
            RiskVersion.body == body,
            among(RiskVersion.reference, references),
            RiskVersion.recorded_at <= KNOWN_AT,
        )
        .distinct()
    )
    return {reference for (reference,) in found}
