"""All of a risk's standing on a day: scores, reviews, actions that are late, acceptance."""

from uuid import UUID

from pydantic import Field

from shared.contracts.dates import WrittenDate
from shared.contracts.models import Answer
from shared.contracts.risk.assessments import Scores
from shared.contracts.risk.vocabulary import MitigationCode, RiskReference, Validity
from shared.contracts.values import Day


class OverdueAction(Answer):
    """A mitigating action that is not done, and whose date has passed."""

    mitigation: MitigationCode
    due: WrittenDate
    working_days: int = Field(
        description="England's working days after the last day that the date can mean; none yet "
        "on the weekend after it."
    )


class AcceptanceStanding(Answer):
    """What an acceptance is worth on a day."""

    id: UUID
    score: int = Field(description="The current score that was accepted.")
    expires: Day = Field(description="The last day on which it is valid.")
    validity: Validity
    validity_reason: str | None = Field(description="Why it is not valid; null if it is.")


class RiskStanding(Answer):
    """How a risk stands on a day. All of it is Part 1."""

    reference: RiskReference
    on: Day = Field(description="The day that dates were compared with.")
    scores: Scores
    last_review: WrittenDate | None = Field(
        description="By the date of the review, whenever it was recorded; null if there was none."
    )
    next_review: Day | None = Field(
        description="So many months after the last day that the last review's date can mean, or "
        "after the day on which the risk was first recorded, as the band of its current score "
        "says. Null for a closed risk."
    )
    is_stale: bool = Field(description="Whether the next review's day has passed.")
    stale_working_days: int = Field(description="England's working days since; 0 if not stale.")
    overdue_actions: list[OverdueAction]
    acceptance: AcceptanceStanding | None = Field(
        description="The newest acceptance; null if there was none."
    )
