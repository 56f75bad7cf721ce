"""Targets: a year's value, its profile over twelve months, and how sure they are."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.contracts.answers import Flag
from shared.contracts.kpi.indicators import ToleranceTerms
from shared.contracts.kpi.vocabulary import TargetStatus
from shared.contracts.models import Answer, Sent
from shared.contracts.values import (
    BodyCode,
    IndicatorCode,
    Instant,
    Line,
    Number,
    Paragraph,
    StrictBool,
    YearText,
)

Profile = Annotated[list[Number], Field(min_length=12, max_length=12)]


class TargetDefinition(Sent):
    """A target as a council or a partnership sets it."""

    annual: Number | None = Field(
        default=None, description="The year's value, in the indicator's unit; null if none."
    )
    status: TargetStatus = TargetStatus.CONFIRMED
    narrative: Paragraph | None = Field(
        default=None, description="The target in words, where it is no number: `60 - 40 split`."
    )
    profile: Profile | None = Field(
        default=None, description="Twelve values, April to March, in the indicator's unit."
    )
    tolerance: ToleranceTerms | None = Field(
        default=None, description="Null takes the indicator's."
    )
    label: Line | None = Field(
        default=None, description="What this body calls the indicator, where it differs."
    )
    rationale: Paragraph | None = Field(
        default=None,
        description="Why; required when a target that exists is changed, and said anew then.",
    )
    strict: StrictBool = Field(
        default=False,
        description="Refuse, rather than flag, a confirmed profile that breaks the rule of its "
        "indicator's accumulation.",
    )

    @model_validator(mode="after")
    def _says_what_it_is(self) -> Self:
        if self.status is TargetStatus.NARRATIVE and self.narrative is None:
            message = "a narrative target needs its 'narrative'"
            raise ValueError(message)
        if self.status is TargetStatus.CONFIRMED and self.annual is None and self.profile is None:
            message = "a confirmed target needs an 'annual' value or a 'profile'"
            raise ValueError(message)
        return self


class Target(Answer):
    """A body's target for an indicator and a year, as it stands or stood."""

    body: BodyCode
    year: YearText
    indicator: IndicatorCode
    annual: Number | None
    status: TargetStatus
    narrative: str | None
    profile: list[Number] | None
    tolerance: ToleranceTerms | None
    label: str | None
    rationale: str | None
    strict: bool
    flags: list[Flag] = Field(description="Where the profile breaks its accumulation's rule.")
    recorded_at: Instant
