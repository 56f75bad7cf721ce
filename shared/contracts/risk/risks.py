"""Risks: what could happen, why, and what would follow; whose they are, and where they stand."""

from typing import Annotated

from pydantic import Field

from shared.contracts.answers import AllowedAction
from shared.contracts.dates import DateText, WrittenDate
from shared.contracts.models import Answer, Sent
from shared.contracts.risk.vocabulary import (
    HiddenField,
    ItemReference,
    RegisterCode,
    Response,
    RiskCategory,
    RiskReference,
    RiskState,
)
from shared.contracts.values import (
    BodyCode,
    IndicatorCode,
    Instant,
    Line,
    Paragraph,
    StrictBool,
)

_HIDDEN = (
    "The fields that are Part 2. Whoever lacks `risk:confidential` sees null in their place, "
    "whether or not something stands there."
)


class RiskDefinition(Sent):
    """A risk as its register has it.

    Who lacks `risk:confidential` sends null for every field that is Part 2, and so leaves it as it
    is; and leaves `confidential` as it is.
    """

    register_code: RegisterCode
    title: Line = Field(description="It is always Part 1.", examples=["Loss of business rates"])
    cause: Paragraph | None = None
    event: Paragraph | None = None
    consequence: Paragraph | None = None
    category: RiskCategory | None = Field(default=None, description="Null takes the register's.")
    response: Response | None = Field(default=None, description="Null is not decided yet.")
    treatment: Paragraph | None = Field(
        default=None, description="The response in words: how it is treated, why it is tolerated."
    )
    owners: Annotated[list[Line], Field(max_length=20)] = Field(
        default=[],
        description="Roles or initials, never names. One text is one owner: two are two texts, and "
        "`LB/SC` is one.",
        examples=[["LB", "SC"]],
    )
    identified: DateText | None = Field(default=None, description="When it was first seen.")
    indicators: Annotated[list[IndicatorCode], Field(max_length=50)] = Field(
        default=[], description="Indicators that tell of it: one that turns red asks to reassess."
    )
    items: Annotated[list[ItemReference], Field(max_length=50)] = Field(
        default=[], description="Items of plans that it belongs to."
    )
    confidential: Annotated[list[HiddenField], Field(max_length=len(HiddenField))] = Field(
        default=[], description=_HIDDEN
    )


class RiskStepReason(Sent):
    """Why a step is taken."""

    reason: Paragraph
    reason_is_confidential: StrictBool = Field(
        default=False, description="Whether the reason is Part 2."
    )


class RiskContent(Answer):
    """A risk as it stands or stood, for whoever asks. Its `ETag` is of this."""

    body: BodyCode
    reference: RiskReference
    register_code: RegisterCode
    title: str
    cause: str | None
    event: str | None
    consequence: str | None
    category: RiskCategory
    response: Response | None
    treatment: str | None
    owners: list[str]
    identified: WrittenDate | None
    indicators: list[IndicatorCode]
    items: list[ItemReference]
    confidential: list[HiddenField] = Field(description=_HIDDEN)
    state: RiskState
    state_reason: str | None = Field(
        description="Why it was closed, reopened, or is an issue now. Null also where it is Part "
        "2, and not for the caller."
    )
    state_reason_is_confidential: bool
    recorded_at: Instant


class Risk(RiskContent):
    """A risk, and what the caller may do with it."""

    allowed_actions: list[AllowedAction]
