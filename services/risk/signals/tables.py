"""Signals belong to the body that they speak of."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from services.risk.schema import Table
from shared.storage.columns import DISTRIBUTED, INSTANT, Body


class SignalReceived(Table):
    """That an indicator turned red, as it was told: appended, never changed.

    The id is the event's. `occurred_at` is when it turned, `recorded_at` when we heard of it.
    """

    __tablename__ = "signals"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body]
    indicator: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(Text(collation="C"))
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(INSTANT)
