"""A dismissal belongs to the risk at which it was made: at another the signal still asks."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.risk.schema import Table
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt


class SignalDismissed(Table):
    """That a signal was dismissed at a risk, by whom and why."""

    __tablename__ = "signal_dismissals"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body]
    reference: Mapped[str] = mapped_column(primary_key=True)
    signal: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    reason: Mapped[str]
    reason_is_confidential: Mapped[bool]
    made_by: Mapped[str]
    made_by_holder: Mapped[str]
