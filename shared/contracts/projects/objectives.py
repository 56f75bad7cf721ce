"""Objectives: what a body is for, with the outcomes that it looks for under letters."""

from typing import Annotated, Self

from pydantic import Field, StrictInt, model_validator

from shared.contracts.answers import Flag
from shared.contracts.models import Answer, Sent
from shared.contracts.projects.items import RiskReference
from shared.contracts.projects.kept import Kept
from shared.contracts.projects.vocabulary import (
    ObjectiveCode,
    ObjectiveLevel,
    OutcomeLetter,
    WrittenLetter,
)
from shared.contracts.values import BodyCode, IndicatorCode, Line, Paragraph
from shared.folding import latin_capitals

MOST_OBJECTIVES = 500
"""Of one body."""


class OutcomeText(Sent):
    """What an objective is to bring about, under its letter."""

    letter: WrittenLetter
    text: Paragraph = Field(examples=["Older people are supported to live independently."])


class ObjectiveDefinition(Sent):
    """An objective as its paper has it."""

    level: ObjectiveLevel
    title: Paragraph = Field(examples=["Building a stronger economy"])
    text: Paragraph | None = Field(default=None, description="What it means.")
    number: Annotated[StrictInt, Field(ge=0, le=1_000)] | None = Field(
        default=None, description="Its place in its paper; null stands by its code."
    )
    council: BodyCode | None = Field(
        default=None,
        description="Whose it is, where a partnership keeps a member's; null is the body's own.",
    )
    parents: Annotated[list[ObjectiveCode], Field(max_length=20)] = Field(
        default=[], description="The objectives of the body that it serves. A circle is refused."
    )
    outcomes: Annotated[list[OutcomeText], Field(max_length=26)] = Field(
        default=[], description="In the paper's order. A letter means nothing beyond its objective."
    )
    owners: Annotated[list[Line], Field(max_length=20)] = Field(
        default=[], description="Roles or initials.", examples=[["Divisional Director"]]
    )
    indicators: Annotated[list[IndicatorCode], Field(max_length=50)] = Field(
        default=[], description="Indicators that tell how it fares."
    )
    risks: Annotated[list[RiskReference], Field(max_length=50)] = Field(
        default=[], description="Risks that threaten it."
    )
    source: Line | None = Field(default=None, description="The paper that it was taken from.")

    @model_validator(mode="after")
    def _has_each_letter_once(self) -> Self:
        letters = [latin_capitals(outcome.letter) for outcome in self.outcomes]
        if len(set(letters)) < len(letters):
            message = "two outcomes have one letter"
            raise ValueError(message)
        return self


class LetteredOutcome(Answer):
    """What an objective is to bring about, under its letter."""

    letter: OutcomeLetter
    as_written: str = Field(description="The letter as it was sent.")
    text: str


class Objective(Kept):
    """An objective as it stands or stood."""

    objective: ObjectiveCode
    level: ObjectiveLevel
    title: str
    text: str | None
    number: int | None
    council: BodyCode | None
    parents: list[ObjectiveCode]
    outcomes: list[LetteredOutcome]
    owners: list[str]
    indicators: list[IndicatorCode]
    risks: list[RiskReference]
    source: str | None
    flags: list[Flag] = Field(
        description="`look_alike_folded`: a letter that is not Latin was taken for the one that it "
        "looks like."
    )
