"""Commentary: what the board reads beside a figure."""

from pydantic import Field

from shared.contracts.models import Answer, Sent
from shared.contracts.values import (
    BodyCode,
    IndicatorCode,
    Instant,
    Line,
    Paragraph,
    PeriodText,
)


class CommentaryText(Sent):
    """Why a figure is as it is, what is done about it, and by whom."""

    cause: Paragraph = Field(description="Why the figure is as it is.")
    action: Paragraph | None = Field(default=None, description="What is done about it.")
    owner_role: Line | None = Field(
        default=None,
        description="Who does it: a role, never a name.",
        examples=["Collection team leader"],
    )


class Commentary(Answer):
    """A body's commentary on an indicator in a period, as it stands or stood."""

    body: BodyCode
    period: PeriodText
    indicator: IndicatorCode
    cause: str
    action: str | None
    owner_role: str | None
    recorded_at: Instant
