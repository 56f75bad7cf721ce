"""Figures belong to the body that reported them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.schema import Table
from shared.contracts.kpi.vocabulary import Basis, KeptStatus
from shared.storage.columns import DISTRIBUTED, Body, PeriodColumn, RecordedAt, one_of


class FigureVersion(Table):
    """A figure as it was reported at one time.

    The natural key is body, indicator and period; a restatement is one more row. No foreign key
    leads to the submission: both are written in one transaction, and a check per row would cost a
    bulk load more than it could find.
    """

    __tablename__ = "figure_versions"
    __table_args__ = (
        # The infinities and NaN are numerics to PostgreSQL, and NaN is the greatest of all.
        CheckConstraint(
            "numerator > '-Infinity' AND numerator < 'Infinity'", name="numerator_is_a_number"
        ),
        CheckConstraint(
            "denominator > 0 AND denominator < 'Infinity'", name="denominator_is_positive"
        ),
        CheckConstraint("value > '-Infinity' AND value < 'Infinity'", name="value_is_a_number"),
        one_of("basis", Basis),
        one_of("status", KeptStatus),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    indicator: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[PeriodColumn]
    recorded_at: Mapped[RecordedAt]
    numerator: Mapped[Decimal | None]
    denominator: Mapped[Decimal | None]
    value: Mapped[Decimal | None]
    basis: Mapped[str | None]
    status: Mapped[str]
    reason: Mapped[str | None]
    explanation: Mapped[str | None]
    source_system: Mapped[str | None]
    source_revision: Mapped[str | None]
    extracted_at: Mapped[datetime | None]
    submission: Mapped[UUID]
