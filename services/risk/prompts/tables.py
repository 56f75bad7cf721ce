"""A dismissal belongs to the risk at which it was made: at another the signal still asks."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from services.risk.risks.tables import whether_hidden
from services.risk.schema import Table
from shared.contracts.risk.vocabulary import HiddenText
from shared.journal import Salt
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt


class SignalDismissed(Table):
    """That a signal was dismissed at a risk, by whom and why."""

    __tablename__ = "signal_dismissals"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body] = mapped_column()
    reference: Mapped[str] = mapped_column(primary_key=True)
    signal: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt] = mapped_column()
    reason: Mapped[str]
    reason_was_confidential: Mapped[bool] = mapped_column("reason_is_confidential")
    made_by: Mapped[str]
    made_by_holder: Mapped[str]
    salt: Mapped[Salt]
    was_hidden: Mapped[bool | None] = whether_hidden(
        HiddenText.DISMISSAL_REASON, body, reference, recorded_at
    )

    @property
    def reason_is_confidential(self) -> bool:
        """Whether its reason is Part 2: entered so, or since."""
        return self.reason_was_confidential or bool(self.was_hidden)
