"""A risk belongs to the body whose register it stands in; so does what was hidden of it since."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Mapped, mapped_column, query_expression

from services.risk.schema import Table
from shared.contracts.risk.vocabulary import HiddenText, RiskState
from shared.journal import Salt
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt, one_of
from shared.storage.versions import STOOD_AT


class TextHidden(Table):
    """That a text of an act at a risk became Part 2 after it was entered.

    `said_at` is when the act was recorded.
    """

    __tablename__ = "texts_hidden"
    __table_args__ = (one_of("what", HiddenText), DISTRIBUTED)

    body: Mapped[Body]
    reference: Mapped[str] = mapped_column(primary_key=True)
    what: Mapped[str] = mapped_column(primary_key=True)
    said_at: Mapped[datetime] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    made_by: Mapped[str]
    made_by_holder: Mapped[str]


def whether_hidden(
    what: HiddenText | ColumnElement[str],
    body: Mapped[str],
    reference: Mapped[str],
    said_at: Mapped[datetime],
) -> Mapped[bool | None]:
    """Return the attribute of an act's row that tells whether its text became Part 2 since.

    It is read with the row, by whatever statement, so that no read can forget it; and as of today,
    whatever the reader's instant, unless it reads as it stood. Of a row that was not read from the
    database it is None.
    """
    found = exists().where(
        TextHidden.body == body,
        TextHidden.reference == reference,
        TextHidden.what == what,
        TextHidden.said_at == said_at,
        TextHidden.recorded_at <= STOOD_AT,
    )
    return query_expression(found.correlate_except(TextHidden))


class RiskVersion(Table):
    """A risk as it was defined, and where it stood, at one time.

    `state_reason` is why it came to stand there, also in the versions after that step.
    """

    __tablename__ = "risk_versions"
    __table_args__ = (one_of("state", RiskState), DISTRIBUTED)

    body: Mapped[Body] = mapped_column()
    reference: Mapped[str] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt] = mapped_column()
    register: Mapped[str]
    state: Mapped[str]
    state_reason: Mapped[str | None]
    state_reason_was_confidential: Mapped[bool] = mapped_column("state_reason_is_confidential")
    definition: Mapped[dict[str, Any]]
    made_by: Mapped[str]
    made_by_holder: Mapped[str]
    salt: Mapped[Salt]
    was_hidden: Mapped[bool | None] = whether_hidden(
        HiddenText.STATE_REASON, body, reference, recorded_at
    )

    @property
    def state_reason_is_confidential(self) -> bool:
        """Whether its reason is Part 2: entered so, or since."""
        return self.state_reason_was_confidential or bool(self.was_hidden)
