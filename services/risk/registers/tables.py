"""A register belongs to the body that keeps it."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from services.risk.schema import Table
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt


class RegisterVersion(Table):
    """A register as it was kept at one time, its matrix whole: assessments point at it."""

    __tablename__ = "register_versions"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body]
    code: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    definition: Mapped[dict[str, Any]]
