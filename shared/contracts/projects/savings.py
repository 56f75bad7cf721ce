"""Savings, planned and achieved, by year and council. What is unknown stays so, and is no zero."""

from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from shared.contracts.bounds import Within
from shared.contracts.models import Answer, Sent
from shared.contracts.projects.kept import Kept
from shared.contracts.projects.vocabulary import ItemReference, PlanCode
from shared.contracts.values import (
    BodyCode,
    Instant,
    Line,
    Number,
    Paragraph,
    StrictBool,
    StrictInt,
    YearText,
)

MOST_SAVINGS: Final = 999
"""Of one plan. A total of so many is still exact in every client."""

MOST_YEARS: Final = 40
LARGEST: Final = 10**10

Amount = Annotated[Number, Within(-LARGEST, LARGEST, decimals=2)]
"""An amount of money: at most ten thousand million, and two decimals."""

_POUNDS: Final = "Pounds, with at most two decimals; null is not known."

SavingCode = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["joint-working"])]
"""What a plan calls a saving, unique within it and for good."""


class Recurrence(StrEnum):
    """Whether a saving is made once, or again each year."""

    ONE_OFF = "one_off"
    RECURRING = "recurring"


class SavingYear(Sent):
    """What a saving comes to in a year. A recurring one is told of each year: none is inferred."""

    year: YearText
    planned: Amount | None = Field(default=None, description=_POUNDS)
    achieved: Amount | None = Field(default=None, description=_POUNDS)
    as_written: Line | None = Field(default=None, examples=["at least £250,000 per Council"])


class SavingDefinition(Sent):
    """A saving as its plan has it."""

    title: Paragraph
    item: ItemReference | None = Field(default=None, description="The item that it comes from.")
    council: BodyCode | None = Field(default=None, description="Whose; null is the plan's own.")
    recurrence: Recurrence
    cashable: StrictBool | None = Field(default=None, description="Null is not told.")
    years: Annotated[list[SavingYear], Field(max_length=MOST_YEARS)] = Field(default=[])
    as_written: Paragraph | None = Field(
        default=None, description="How its paper tells of it, if that says more, or less."
    )

    @model_validator(mode="after")
    def _has_each_year_once(self) -> Self:
        years = [told.year for told in self.years]
        if len(set(years)) < len(years):
            message = "a year is told twice"
            raise ValueError(message)
        return self


class Saving(Kept):
    """A saving as it stands or stood."""

    plan: PlanCode
    saving: SavingCode
    title: str
    item: ItemReference | None
    council: BodyCode | None
    recurrence: Recurrence
    cashable: StrictBool | None
    years: list[SavingYear]
    as_written: str | None


class SavingsTotal(Answer):
    """What the savings of a year come to, in pounds."""

    year: YearText
    planned: Number | None = Field(description="Null if one of them is not known.")
    planned_known: Number | None = Field(
        description="The sum of those that are known; null if none is."
    )
    planned_unknown: StrictInt = Field(description="How many are not known.")
    achieved: Number | None = Field(description="Null if one of them is not known.")
    achieved_known: Number | None = Field(
        description="The sum of those that are known; null if none is."
    )
    achieved_unknown: StrictInt = Field(description="How many are not known.")
    difference: Number | None = Field(
        description="Achieved less planned; null unless both are known in full."
    )
    savings: StrictInt = Field(description="How many savings tell of the year.")


class CouncilSavings(SavingsTotal):
    """What the savings of a year come to for one council, or for the plan as a whole."""

    council: BodyCode | None = Field(description="Null for savings that are no one council's.")


class SavingsSummary(Answer):
    """The savings of a plan, by year, and by year and council, without those of removed items."""

    body: BodyCode
    plan: PlanCode
    known_at: Instant | None
    settled: StrictBool
    years: list[SavingsTotal]
    councils: list[CouncilSavings] = Field(
        description="By year and council; what is no one council's stands last in its year."
    )
