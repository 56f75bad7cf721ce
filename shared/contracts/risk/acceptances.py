"""Acceptances: who took on a risk, at which score, why, and until when."""

from typing import Annotated, Final

from pydantic import Field, StrictInt

from shared.contracts.answers import AllowedAction
from shared.contracts.models import Answer, Sent
from shared.contracts.risk.assessments import Score
from shared.contracts.risk.registers import MOST_LEVELS
from shared.contracts.risk.risks import RiskContent
from shared.contracts.risk.standings import AcceptanceStanding
from shared.contracts.risk.vocabulary import RegisterCode, RiskReference
from shared.contracts.values import BodyCode, Instant, NearDay, Paragraph, StrictBool

_HIGHEST: Final = MOST_LEVELS**2


class AcceptanceText(Sent):
    """What is accepted, why, and until when."""

    score: Annotated[StrictInt, Field(ge=1, le=_HIGHEST)] = Field(
        description="The current score as you have seen it."
    )
    reason: Paragraph
    reason_is_confidential: StrictBool = Field(
        default=False, description="Whether the reason is Part 2."
    )
    expires: NearDay = Field(description="The last day on which it is valid; not before today.")


class RevocationText(Sent):
    """Why an acceptance is taken back."""

    reason: Paragraph
    reason_is_confidential: StrictBool = Field(
        default=False, description="Whether the reason is Part 2."
    )


class Revocation(Answer):
    """When, by whom and why an acceptance was taken back."""

    recorded_at: Instant
    by: str = Field(description="The role of whoever did.")
    reason: str | None = Field(description="Null where it is Part 2, and not for the caller.")
    reason_is_confidential: bool


class AcceptanceContent(AcceptanceStanding):
    """An acceptance as it was given, and what it is worth on a day."""

    body: BodyCode
    reference: RiskReference
    register_code: RegisterCode
    matrix: Instant = Field(description="The register's version on whose matrix the score is.")
    approver: str = Field(description="The role of whoever accepted.")
    reason: str | None = Field(description="Null where it is Part 2, and not for the caller.")
    reason_is_confidential: bool
    revocation: Revocation | None
    recorded_at: Instant


class RiskAcceptance(Answer):
    """All that whoever accepts a risk, or takes that back, has to have seen.

    Its `ETag` is of the risk, its current score and its acceptance. Nothing is locked by an
    acceptance: the risk may be assessed, changed and closed as any other.
    """

    risk: RiskContent
    current: Score | None = Field(description="The current score; null if it was never assessed.")
    acceptance: AcceptanceContent | None = Field(description="The newest; null if there was none.")
    allowed_actions: list[AllowedAction]
