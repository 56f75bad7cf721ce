"""Registers: whose risks, on which matrix, looked at how often."""

from itertools import pairwise
from typing import Annotated, Final, Self

from pydantic import Field, StrictInt, model_validator

from shared.contracts.models import Answer, Sent
from shared.contracts.risk.vocabulary import RegisterCode, RiskCategory
from shared.contracts.values import BodyCode, Instant, Line, Paragraph
from shared.pictures.palette import MOST_BANDS

MOST_LEVELS: Final = 10
MOST_REGISTERS: Final = 300
"""Of one body: none is ever lost, and some answers tell of them all."""

MOST_RISKS: Final = 5_000
"""Of a register, closed ones among them: each view of so many is answered in time (measured)."""

_MOST_MONTHS: Final = 60

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$", examples=["#b5380e"])]
Months = Annotated[StrictInt, Field(ge=1, le=_MOST_MONTHS)]


class Level(Sent):
    """A step of likelihood or of impact. The first of a scale counts 1, the next 2."""

    label: Line = Field(examples=["Almost certain"])
    meaning: Paragraph | None = Field(
        default=None,
        description="When it is chosen.",
        examples=["More than nine chances in ten within a year."],
    )


class Band(Sent):
    """The scores that are treated alike: from its lowest up to the next band's."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,30}$", examples=["very-high"])]
    label: Line = Field(examples=["Very high"])
    from_score: Annotated[StrictInt, Field(ge=1)] = Field(description="Its lowest score.")
    review_every_months: Months = Field(
        description="How many months after its last review a risk with such a score is due again."
    )
    colour: Colour | None = Field(
        default=None,
        description="Null takes the palette's. The colours of a matrix must be told apart in grey.",
    )


Scale = Annotated[list[Level], Field(min_length=2, max_length=MOST_LEVELS)]


class Matrix(Sent):
    """How scores are made, likelihood times impact, and what they mean."""

    likelihood: Scale = Field(description="From the least likely up.")
    impact: Scale = Field(description="From the slightest up.")
    bands: Annotated[list[Band], Field(min_length=1, max_length=MOST_BANDS)] = Field(
        description="From the lowest, which begins at 1, up."
    )
    appetite: StrictInt | None = Field(
        default=None, description="The highest score that is taken on without more ado."
    )
    tolerance: StrictInt | None = Field(
        default=None, description="The highest score that is borne; above it something is done."
    )

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        highest = len(self.likelihood) * len(self.impact)
        starts = [band.from_score for band in self.bands]
        if starts[0] != 1 or any(later <= earlier for earlier, later in pairwise(starts)):
            message = "the bands must begin at 1, and each above the one before"
            raise ValueError(message)
        if starts[-1] > highest:
            message = f"no score reaches the last band; the highest is {highest}"
            raise ValueError(message)
        if len({band.code for band in self.bands}) < len(self.bands):
            message = "two bands have one code"
            raise ValueError(message)
        lines = [line for line in (self.appetite, self.tolerance) if line is not None]
        if any(not 0 <= line <= highest for line in lines) or lines != sorted(lines):
            message = f"appetite and tolerance lie between 0 and {highest}, appetite not above"
            raise ValueError(message)
        return self


class RegisterDefinition(Sent):
    """A register as its body keeps it."""

    title: Line = Field(examples=["Operational risks of the shared service"])
    category: RiskCategory
    matrix: Matrix | None = Field(
        default=None, description="Null takes the usual one of five by five."
    )
    unscored_review_every_months: Months = Field(
        default=3, description="How often a risk is reviewed whose current score is not known."
    )
    policy: Annotated[list[Paragraph], Field(max_length=50)] = Field(
        default=[], description="The principles by which risks are managed here, one by one."
    )
    reason: Paragraph | None = Field(
        default=None,
        description="Why; required when the matrix of a register is changed, and said anew then.",
    )


class Register(Answer):
    """A register as it stands or stood. Assessments keep the matrix that they were made on."""

    body: BodyCode
    register_code: RegisterCode
    title: str
    category: RiskCategory
    matrix: Matrix
    unscored_review_every_months: int
    policy: list[str]
    reason: str | None
    recorded_at: Instant
