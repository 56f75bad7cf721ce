"""Plans: what a service or a partnership means to do, with all that stands around it."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.contracts.models import Sent
from shared.contracts.projects.kept import Kept
from shared.contracts.projects.vocabulary import PlanCode, Shape
from shared.contracts.values import Day, Line, NearDay, Paragraph

MOST_PLANS = 500
"""Of one body: none is ever lost, and some answers tell of them all."""


class Section(Sent):
    """A section of a plan's text, in the plan's own order."""

    heading: Line = Field(examples=["Service standards"])
    kind: Line | None = Field(
        default=None,
        description="What it is about, in a word of the body's own; null is not told.",
        examples=["service-standards", "scope", "national-agenda", "workforce", "lessons"],
    )
    paragraphs: Annotated[list[Paragraph], Field(max_length=200)] = Field(
        default=[], description="One for each paragraph, or each point of a list."
    )


class PlanDefinition(Sent):
    """A plan as its body keeps it."""

    title: Line = Field(examples=["Service Plan 2020/21"])
    shape: Shape
    starts: NearDay | None = Field(default=None, description="The first day that it plans for.")
    ends: NearDay | None = Field(default=None, description="The last day that it plans for.")
    summary: Paragraph | None = None
    owners: Annotated[list[Line], Field(max_length=20)] = Field(
        default=[], description="Roles or initials.", examples=[["Head of Service"]]
    )
    source: Line | None = Field(default=None, description="The paper that it was taken from.")
    sections: Annotated[list[Section], Field(max_length=100)] = Field(
        default=[], description="Its text, in its order."
    )

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.starts and self.ends and self.ends < self.starts:
            message = "ends before it starts"
            raise ValueError(message)
        return self


class Plan(Kept):
    """A plan as it stands or stood."""

    plan: PlanCode
    title: str
    shape: Shape
    starts: Day | None
    ends: Day | None
    summary: str | None
    owners: list[str]
    source: str | None
    sections: list[Section]
