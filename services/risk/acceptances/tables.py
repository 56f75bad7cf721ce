"""Acceptances and their revocations are only ever added; what one is worth is derived."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date
from sqlalchemy.orm import Mapped, mapped_column

from services.risk.schema import Table
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt


class AcceptanceGiven(Table):
    """An acceptance: of a risk, the newest is what counts."""

    __tablename__ = "acceptances"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body]
    reference: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    id: Mapped[UUID]
    score: Mapped[int]
    register: Mapped[str]
    matrix: Mapped[datetime]
    reason: Mapped[str]
    reason_is_confidential: Mapped[bool]
    expires: Mapped[date] = mapped_column(Date)
    made_by: Mapped[str]
    made_by_holder: Mapped[str]


class AcceptanceRevoked(Table):
    """That an acceptance was taken back, by whom and why."""

    __tablename__ = "acceptance_revocations"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body]
    reference: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    acceptance: Mapped[UUID]
    reason: Mapped[str]
    reason_is_confidential: Mapped[bool]
    made_by: Mapped[str]
    made_by_holder: Mapped[str]
