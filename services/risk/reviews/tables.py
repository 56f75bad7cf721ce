"""Reviews are only ever added: none is changed, none is lost."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Date
from sqlalchemy.orm import Mapped, mapped_column

from services.risk.risks.tables import whether_hidden
from services.risk.schema import Table
from shared.contracts.dates import WrittenDate
from shared.contracts.risk.vocabulary import HiddenText
from shared.journal import Salt
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt


class ReviewKept(Table):
    """A review: the last one is by its own date, whenever it was recorded.

    `last_day` is the last that its date can mean.
    """

    __tablename__ = "reviews"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body] = mapped_column()
    reference: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt] = mapped_column()
    id: Mapped[UUID]
    reviewed: Mapped[dict[str, Any]]
    last_day: Mapped[date] = mapped_column(Date)
    reviewer: Mapped[str | None]
    comment: Mapped[str | None]
    comment_was_confidential: Mapped[bool] = mapped_column("comment_is_confidential")
    scores: Mapped[dict[str, Any]]
    made_by: Mapped[str]
    made_by_holder: Mapped[str]
    salt: Mapped[Salt]
    was_hidden: Mapped[bool | None] = whether_hidden(
        HiddenText.REVIEW_COMMENT, body, reference, recorded_at
    )

    @property
    def first_day(self) -> date:
        """The first day that its date can mean."""
        return WrittenDate(**self.reviewed).date.first_day

    @property
    def comment_is_confidential(self) -> bool:
        """Whether its comment is Part 2: entered so, or since."""
        return self.comment_was_confidential or bool(self.was_hidden)
