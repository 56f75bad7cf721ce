"""Commentary belongs to the body that it speaks of."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.schema import Table
from shared.storage.columns import DISTRIBUTED, Body, PeriodColumn, RecordedAt


class CommentaryVersion(Table):
    """What a body said of an indicator in a period, as it was said at one time."""

    __tablename__ = "commentary_versions"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body]
    period: Mapped[PeriodColumn]
    indicator: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    cause: Mapped[str]
    action: Mapped[str | None]
    owner_role: Mapped[str | None]
    set_by: Mapped[str]
    set_by_holder: Mapped[str]
