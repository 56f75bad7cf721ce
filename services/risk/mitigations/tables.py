"""A mitigation belongs to its risk, and so to the risk's body."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from services.risk.schema import Table
from shared.journal import Salt
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt


class MitigationVersion(Table):
    """A control or an action as it was kept at one time."""

    __tablename__ = "mitigation_versions"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body]
    reference: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    definition: Mapped[dict[str, Any]]
    salt: Mapped[Salt]
