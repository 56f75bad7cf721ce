"""Acceptances and their revocations are only ever added; what one is worth is derived."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Date
from sqlalchemy.orm import Mapped, mapped_column

from services.risk.risks.tables import whether_hidden
from services.risk.schema import Table
from shared.contracts.risk.vocabulary import HiddenText
from shared.journal import Salt
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt


class AcceptanceGiven(Table):
    """An acceptance: of a risk, the newest is what counts."""

    __tablename__ = "acceptances"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body] = mapped_column()
    reference: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt] = mapped_column()
    id: Mapped[UUID]
    score: Mapped[int]
    register: Mapped[str]
    matrix: Mapped[datetime]
    reason: Mapped[str]
    reason_was_confidential: Mapped[bool] = mapped_column("reason_is_confidential")
    expires: Mapped[date] = mapped_column(Date)
    made_by: Mapped[str]
    made_by_holder: Mapped[str]
    salt: Mapped[Salt]
    was_hidden: Mapped[bool | None] = whether_hidden(
        HiddenText.ACCEPTANCE_REASON, body, reference, recorded_at
    )

    @property
    def reason_is_confidential(self) -> bool:
        """Whether its reason is Part 2: entered so, or since."""
        return self.reason_was_confidential or bool(self.was_hidden)


class AcceptanceRevoked(Table):
    """That an acceptance was taken back, by whom and why."""

    __tablename__ = "acceptance_revocations"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body] = mapped_column()
    reference: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt] = mapped_column()
    acceptance: Mapped[UUID]
    reason: Mapped[str]
    reason_was_confidential: Mapped[bool] = mapped_column("reason_is_confidential")
    made_by: Mapped[str]
    made_by_holder: Mapped[str]
    salt: Mapped[Salt]
    was_hidden: Mapped[bool | None] = whether_hidden(
        HiddenText.REVOCATION_REASON, body, reference, recorded_at
    )

    @property
    def reason_is_confidential(self) -> bool:
        """Whether its reason is Part 2: entered so, or since."""
        return self.reason_was_confidential or bool(self.was_hidden)
