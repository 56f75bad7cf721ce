"""Assessments: how likely, how grave, in whose view and since when. Unknown stays unknown."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictInt

from shared.contracts.answers import Flag
from shared.contracts.dates import DateText, WrittenDate
from shared.contracts.models import Answer, Sent
from shared.contracts.risk.registers import MOST_LEVELS
from shared.contracts.risk.vocabulary import AssessmentKind, RegisterCode, RiskReference
from shared.contracts.values import BodyCode, Instant, Paragraph, StrictBool

Step = Annotated[StrictInt, Field(ge=1, le=MOST_LEVELS)]


class AssessmentText(Sent):
    """A view of how likely and how grave a risk is, on its register's matrix as it stands."""

    kind: AssessmentKind
    likelihood: Step | None = Field(default=None, description="From 1; null is not known.")
    impact: Step | None = Field(default=None, description="From 1; null is not known.")
    reason: Paragraph | None = Field(
        default=None, description="Why; required when it differs from the one before of its kind."
    )
    reason_is_confidential: StrictBool = Field(
        default=False, description="Whether the reason is Part 2."
    )
    assessed: DateText | None = Field(
        default=None, description="When it was looked at; never in the future."
    )


class Score(Answer):
    """How likely, how grave, and what that comes to on the matrix that it was assessed on."""

    likelihood: int | None
    impact: int | None
    score: int | None = Field(
        description="Likelihood times impact; null if either is not known. None is ever invented."
    )
    band: str | None = Field(description="The code of the score's band.")
    band_label: str | None
    highest: int | None = Field(
        default=None,
        description="The highest score of that matrix. Scores of several matrices are ranked by "
        "their share of it, and not otherwise compared. Null in reviews of before it was kept.",
    )
    matrix: Instant = Field(description="The register's version with the matrix it was made on.")


class Assessment(Score):
    """An assessment as it was made."""

    id: UUID
    body: BodyCode
    reference: RiskReference
    register_code: RegisterCode
    kind: AssessmentKind
    reason: str | None = Field(description="Null also where it is Part 2, and not for the caller.")
    reason_is_confidential: bool
    assessed: WrittenDate | None
    flags: list[Flag] = Field(
        description="What is odd about it, though it may be right: a current score above the "
        "inherent one, or a target above the current."
    )
    recorded_at: Instant


class Scores(Answer):
    """Where a risk stands: its newest assessment of each kind; null where there is none."""

    inherent: Score | None
    current: Score | None
    target: Score | None
