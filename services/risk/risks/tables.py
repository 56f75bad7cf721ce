"""A risk belongs to the body whose register it stands in."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from services.risk.schema import Table
from shared.contracts.risk.vocabulary import RiskState
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt, one_of


class RiskVersion(Table):
    """A risk as it was defined, and where it stood, at one time."""

    __tablename__ = "risk_versions"
    __table_args__ = (one_of("state", RiskState), DISTRIBUTED)

    body: Mapped[Body]
    reference: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    register: Mapped[str]
    state: Mapped[str]
    state_reason: Mapped[str | None]
    definition: Mapped[dict[str, Any]]
    made_by: Mapped[str]
    made_by_holder: Mapped[str]
