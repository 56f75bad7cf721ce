"""Submissions belong to the body whose figures they bring."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.schema import Table
from shared.storage.columns import DISTRIBUTED, Body


class SubmissionReceived(Table):
    """One body's part of a batch, as it was received and judged. It never changes."""

    __tablename__ = "submissions"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    batch: Mapped[UUID]
    recorded_at: Mapped[datetime]
    client: Mapped[str]
    holder: Mapped[str]
    source_system: Mapped[str | None]
    source_revision: Mapped[str | None]
    extracted_at: Mapped[datetime | None]
    content_hash: Mapped[str]
    counts: Mapped[dict[str, Any]]
    results: Mapped[list[Any]]
