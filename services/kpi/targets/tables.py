"""Targets belong to the body that set them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Numeric
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.schema import Table
from shared.contracts.kpi.vocabulary import TargetStatus
from shared.storage.columns import DISTRIBUTED, Body, PeriodColumn, RecordedAt, one_of


class TargetVersion(Table):
    """A target as it was set at one time."""

    __tablename__ = "target_versions"
    __table_args__ = (
        # As in a figure's table: NaN is greater than infinity.
        CheckConstraint("annual > '-Infinity' AND annual < 'Infinity'", name="annual_is_a_number"),
        one_of("status", TargetStatus),
        CheckConstraint("array_length(profile, 1) = 12", name="profile_is_a_year"),
        CheckConstraint(
            "NOT profile && '{NaN,Infinity,-Infinity}'::numeric[]", name="profile_holds_numbers"
        ),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    year: Mapped[PeriodColumn]
    indicator: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    annual: Mapped[Decimal | None]
    status: Mapped[str]
    narrative: Mapped[str | None]
    profile: Mapped[list[Decimal] | None] = mapped_column(ARRAY(Numeric))
    tolerance: Mapped[dict[str, Any] | None]
    label: Mapped[str | None]
    rationale: Mapped[str | None]
    strict: Mapped[bool]
    flags: Mapped[list[Any]]
    set_by: Mapped[str]
    set_by_holder: Mapped[str]
