"""Signals at a risk: what asks to reassess it, and who has answered that."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shared.contracts.models import Answer, Sent
from shared.contracts.risk.vocabulary import RiskReference
from shared.contracts.values import (
    BodyCode,
    IndicatorCode,
    Instant,
    Paragraph,
    PeriodText,
    StrictBool,
)


class SignalState(StrEnum):
    """Whether somebody has answered a signal at a risk."""

    OPEN = "open"
    REVIEWED = "reviewed"
    DISMISSED = "dismissed"


class DismissalText(Sent):
    """Why a signal asks for nothing."""

    reason: Paragraph
    reason_is_confidential: StrictBool = Field(
        default=False, description="Whether the reason is Part 2."
    )


class Dismissal(Answer):
    """When, by whom and why a signal was dismissed at a risk."""

    recorded_at: Instant
    by: str = Field(description="The role of whoever did.")
    reason: str | None = Field(description="Null where it is Part 2, and not for the caller.")
    reason_is_confidential: bool


class RiskSignal(Answer):
    """That an indicator turned red which the risk named when it did, and what came of it here."""

    id: UUID
    body: BodyCode
    reference: RiskReference
    indicator: IndicatorCode
    period: PeriodText
    occurred_at: Instant = Field(description="When the decision was recorded that turned it.")
    recorded_at: Instant = Field(description="When it was heard of here.")
    state: SignalState
    asks: str | None = Field(
        description="What it asks for, and why; null once it is answered, or the risk is closed.",
        examples=["Reassess, because nndr-in-year turned red for 2019-20-M10."],
    )
    dismissal: Dismissal | None

    @property
    def place(self) -> tuple[datetime, UUID]:
        """Where it stands among others: by when it occurred."""
        return self.occurred_at, self.id
