"""Indicators are reference data: they belong to no body, and only the operator writes them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.schema import Table
from shared.storage.columns import REFERENCE, RecordedAt


class IndicatorVersion(Table):
    """An indicator as it was defined at one time. The definition is kept as the document it is."""

    __tablename__ = "indicator_versions"
    __table_args__ = (REFERENCE,)

    code: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    definition: Mapped[dict[str, Any]]
