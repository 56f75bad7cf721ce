"""What items contribute to objectives, as a matrix, and the golden thread both ways."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.contracts.answers import Flag
from shared.contracts.models import Answer, Sent
from shared.contracts.projects.items import RiskReference
from shared.contracts.projects.kept import Kept
from shared.contracts.projects.vocabulary import (
    Contributes,
    ItemReference,
    ObjectiveCode,
    ObjectiveLevel,
    OutcomeLetter,
    PlanCode,
    WrittenLetters,
)
from shared.contracts.values import BodyCode, IndicatorCode, Instant, Paragraph, StrictBool


class ContributionText(Sent):
    """Whether an item serves an objective, by which outcomes, as its plan says it."""

    objective: ObjectiveCode
    contributes: Contributes = Contributes.NOT_STATED
    outcomes: WrittenLetters = Field(
        default=[],
        description="The letters of outcomes: a list, or a text as `D,E`; `-` names none. One that "
        "the objective lacks is kept and flagged.",
    )
    note: Paragraph | None = Field(
        default=None,
        description="What is said in words instead.",
        examples=["Dependant on projects"],
    )


class ContributionsDefinition(Sent):
    """All that an item's plan says of what it contributes to."""

    contributions: Annotated[list[ContributionText], Field(max_length=200)] = Field(
        default=[], description="One for each objective that is named, in the plan's order."
    )
    note: Paragraph | None = Field(
        default=None, description="What is said of them together, as where a table is missing."
    )

    @model_validator(mode="after")
    def _names_each_objective_once(self) -> Self:
        named = [each.objective for each in self.contributions]
        if len(set(named)) < len(named):
            message = "one objective is named twice"
            raise ValueError(message)
        return self


class Contribution(Answer):
    """What an item says of one objective."""

    objective: ObjectiveCode
    contributes: Contributes
    outcomes: list[OutcomeLetter]
    as_written: str | None = Field(
        description="The letters as they were sent; those of a list stand between commas. Null if "
        "nothing was."
    )
    note: str | None
    flags: list[Flag] = Field(
        description="`look_alike_folded`: a letter that is not Latin was taken for the one that it "
        "looks like. `unknown_outcome`: the objective has no outcome of this letter. "
        "`no_outcome_named`: it contributes, and names no outcome. `outcome_without_yes`: it names "
        "outcomes without saying that it contributes."
    )


class Contributions(Kept):
    """All that an item says of what it contributes to. Flags are of when it was kept."""

    plan: PlanCode
    item: ItemReference
    contributions: list[Contribution]
    note: str | None


class MatrixOutcome(Answer):
    """An outcome, and the items of the plan that name it among those that they contribute to."""

    letter: OutcomeLetter
    text: str
    items: list[ItemReference]


class MatrixObjective(Answer):
    """A column: an objective that an item of the plan names."""

    objective: ObjectiveCode
    level: ObjectiveLevel
    number: int | None
    title: str
    outcomes: list[MatrixOutcome]


class MatrixItem(Answer):
    """A row: an item, with what it says of each objective, in the order of the columns."""

    item: ItemReference
    title: str
    depth: int = Field(description="0 at the top, and for an orphan.")
    note: str | None
    contributions: list[Contribution]


class ContributionMatrix(Answer):
    """What each item of a plan says of each objective. Flags are as things stand at the read."""

    body: BodyCode
    plan: PlanCode
    known_at: Instant | None
    settled: StrictBool
    objectives: list[MatrixObjective]
    items: list[MatrixItem] = Field(description="In reading order.")


class ThreadObjective(Answer):
    """An objective on the thread."""

    objective: ObjectiveCode
    level: ObjectiveLevel
    number: int | None
    title: str
    depth: int = Field(description="How many steps from where the thread begins, at least.")
    parents: list[ObjectiveCode]
    owners: list[str]
    indicators: list[IndicatorCode]
    risks: list[RiskReference]


class ThreadItem(Answer):
    """An item that contributes to an objective on the thread."""

    objective: ObjectiveCode
    plan: PlanCode
    plan_title: str
    item: ItemReference
    title: str
    through: ItemReference = Field(
        description="The item whose plan says so: itself, or the nearest one above it."
    )
    outcomes: list[OutcomeLetter]
    note: str | None
    owners: list[str]
    teams: list[str]
    indicators: list[IndicatorCode]
    risks: list[RiskReference]


class ObjectiveThread(Answer):
    """The golden thread down from an objective: what serves it, by whom, and what it hangs on."""

    body: BodyCode
    objective: ObjectiveCode
    known_at: Instant | None
    settled: StrictBool
    method: str = Field(description="By which rule the thread runs, in words.")
    objectives: list[ThreadObjective] = Field(
        description="Itself, and all that serve it, the nearest first."
    )
    items: list[ThreadItem] = Field(
        description="What contributes to any of them, in their order, then by plan and reading "
        "order. An item stands once for each."
    )
    owners: list[str] = Field(description="Of all that stands above, each once.")
    indicators: list[IndicatorCode]
    risks: list[RiskReference]


class NamedOutcome(Answer):
    """An outcome that an item names."""

    letter: OutcomeLetter
    text: str | None = Field(description="Null if the objective has no outcome of this letter.")


class ThreadContribution(Answer):
    """An objective that an item contributes to itself."""

    objective: ObjectiveCode
    title: str
    through: ItemReference = Field(
        description="The item whose plan says so: itself, or the nearest one above it."
    )
    outcomes: list[NamedOutcome]
    note: str | None


class ItemThread(Answer):
    """The golden thread up from an item: what it is for."""

    body: BodyCode
    plan: PlanCode
    plan_title: str
    item: ItemReference
    title: str
    owners: list[str]
    teams: list[str]
    indicators: list[IndicatorCode]
    risks: list[RiskReference]
    known_at: Instant | None
    settled: StrictBool
    method: str = Field(description="By which rule the thread runs, in words.")
    contributions: list[ThreadContribution]
    objectives: list[ThreadObjective] = Field(
        description="Those that it contributes to, at depth 1, and all that these serve, the "
        "nearest first."
    )
