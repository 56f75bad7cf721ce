"""Reviews: who looked at a risk, when, and what was said of it."""

from uuid import UUID

from pydantic import Field

from shared.contracts.dates import DateText, WrittenDate
from shared.contracts.models import Answer, Sent
from shared.contracts.risk.assessments import Scores
from shared.contracts.risk.vocabulary import RiskReference
from shared.contracts.values import BodyCode, Instant, Line, Paragraph, StrictBool


class ReviewText(Sent):
    """A look at a risk, of today or of long ago."""

    reviewed: DateText = Field(description="When it was looked at; never in the future.")
    reviewer: Line | None = Field(
        default=None,
        description="The role that looked, never a name; null is not known.",
        examples=["Head of Partnership"],
    )
    comment: Paragraph | None = None
    comment_is_confidential: StrictBool = Field(
        default=False, description="Whether the comment is Part 2."
    )


class Review(Answer):
    """A review as it was recorded."""

    id: UUID
    body: BodyCode
    reference: RiskReference
    reviewed: WrittenDate
    reviewer: str | None
    comment: str | None = Field(description="Null also where it is Part 2, and not for the caller.")
    comment_is_confidential: bool
    scores: Scores = Field(
        description="As they stood on the last day that its date can mean, as far as was known "
        "when it was recorded. A score that was assessed later is none of it."
    )
    recorded_at: Instant
