"""Assessments are only ever added: a score as it was is history, never corrected."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.risk.schema import Table
from shared.contracts.risk.vocabulary import AssessmentKind
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt, one_of


class AssessmentVersion(Table):
    """An assessment: of its kind, the newest of a risk is what stands."""

    __tablename__ = "assessment_versions"
    __table_args__ = (
        one_of("kind", AssessmentKind),
        CheckConstraint("likelihood BETWEEN 1 AND 10", name="likelihood_is_a_step"),
        CheckConstraint("impact BETWEEN 1 AND 10", name="impact_is_a_step"),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    reference: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    id: Mapped[UUID]
    register: Mapped[str]
    matrix: Mapped[datetime]
    likelihood: Mapped[int | None]
    impact: Mapped[int | None]
    reason: Mapped[str | None]
    reason_is_confidential: Mapped[bool]
    assessed: Mapped[dict[str, Any] | None]
    flags: Mapped[list[Any]]
    made_by: Mapped[str]
    made_by_holder: Mapped[str]
