"""Assessments are only ever added: a score as it was is history, never corrected."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.risk.risks.tables import whether_hidden
from services.risk.schema import Table
from shared.contracts.risk.vocabulary import AssessmentKind
from shared.journal import Salt
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

    body: Mapped[Body] = mapped_column()
    reference: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt] = mapped_column()
    id: Mapped[UUID]
    register: Mapped[str]
    matrix: Mapped[datetime]
    likelihood: Mapped[int | None]
    impact: Mapped[int | None]
    reason: Mapped[str | None]
    reason_was_confidential: Mapped[bool] = mapped_column("reason_is_confidential")
    assessed: Mapped[dict[str, Any] | None]
    flags: Mapped[list[Any]]
    made_by: Mapped[str]
    made_by_holder: Mapped[str]
    salt: Mapped[Salt]
    was_hidden: Mapped[bool | None] = whether_hidden(kind + "_reason", body, reference, recorded_at)

    @property
    def reason_is_confidential(self) -> bool:
        """Whether its reason is Part 2: entered so, or since."""
        return self.reason_was_confidential or bool(self.was_hidden)
