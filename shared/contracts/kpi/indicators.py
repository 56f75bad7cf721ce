"""What an indicator is, and what is said of it."""

from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator

from shared.contracts.kpi.vocabulary import (
    Accumulation,
    Frequency,
    Polarity,
    ToleranceKind,
    Unit,
)
from shared.contracts.models import Sent
from shared.contracts.values import (
    BodyCode,
    IndicatorCode,
    Instant,
    Line,
    Number,
    Paragraph,
    StrictBool,
    StrictInt,
)


class ToleranceTerms(Sent):
    """How far a value may miss its profile and still be amber."""

    kind: ToleranceKind
    amount: Annotated[Number, Field(ge=0)] = Field(
        description="Percentage points, days or counts if `absolute`; percent of the profile if "
        "`relative`."
    )


class DefinitionVariant(Sent):
    """A body that defines the indicator in its own way, and so is never pooled with others."""

    body: BodyCode
    definition: Line


class IndicatorDefinition(Sent):
    """An indicator's attributes. Each change makes a new version; old answers keep the old one."""

    title: Line
    unit: Unit
    decimals: Annotated[StrictInt, Field(ge=0, le=6)] = Field(
        description="Decimals shown, at which values are compared."
    )
    polarity: Polarity
    accumulation: Accumulation
    frequency: Frequency
    numerator_label: Line | None = None
    denominator_label: Line | None = None
    formula: Paragraph
    references: list[Line] = Field(
        default_factory=list, max_length=20, description="Such as `BVPI 9` or `QRC4 04/01`."
    )
    pooled_from: list[IndicatorCode] = Field(
        default_factory=list,
        max_length=10,
        description="Indicators whose components add up to this one's, as NI 181 from BVPI 78a "
        "and 78b. While these are there, this one is never typed in.",
    )
    may_exceed_100: StrictBool = Field(
        default=False, description="Whether a rate above 100 percent makes sense."
    )
    numerator_may_be_negative: StrictBool = Field(
        default=False, description="True of receipts: refunds may outweigh them."
    )
    denominator_is_debit: StrictBool = Field(
        default=False,
        description="Whether the denominator is the full year's net collectable debit in pounds, "
        "so that a variance has a worth in pounds.",
    )
    tolerance: ToleranceTerms | None = Field(
        default=None, description="The default for targets that name none."
    )
    definition_variants: list[DefinitionVariant] = Field(default_factory=list, max_length=400)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.unit.is_ratio and self.denominator_label is None:
            message = f"an indicator in {self.unit} needs a denominator_label"
            raise ValueError(message)
        if (self.accumulation is Accumulation.ANNUAL) != (self.frequency is Frequency.ANNUAL):
            message = "accumulation 'annual' and frequency 'annual' go together"
            raise ValueError(message)
        if self.accumulation is Accumulation.COUNT and self.unit.is_ratio:
            message = f"a count is not in {self.unit}"
            raise ValueError(message)
        if self.accumulation is Accumulation.AVERAGE and not self.unit.is_ratio:
            message = f"an average is not in {self.unit}"
            raise ValueError(message)
        if len(set(self.pooled_from)) < len(self.pooled_from):
            message = "an indicator is pooled from each of its parts once"
            raise ValueError(message)
        bodies = [variant.body for variant in self.definition_variants]
        if len(set(bodies)) < len(bodies):
            message = "a body has one definition_variant"
            raise ValueError(message)
        return self


class Indicator(IndicatorDefinition):
    """An indicator as it stands, or stood."""

    # What was stored under earlier rules is still answered.
    model_config = ConfigDict(extra="ignore", json_schema_serialization_defaults_required=True)

    code: IndicatorCode
    recorded_at: Instant = Field(description="When this version was recorded.")
