"""Items: what a plan is made of, in a tree, and what is amiss with their references."""

from typing import Annotated

from pydantic import Field, StrictInt

from shared.contracts.answers import AllowedAction
from shared.contracts.models import Answer, Sent
from shared.contracts.projects.kept import Kept
from shared.contracts.projects.vocabulary import ItemKind, ItemReference, Keeping, PlanCode
from shared.contracts.values import BodyCode, IndicatorCode, Instant, Line, Paragraph, StrictBool

MOST_ITEMS = 1_000
"""Of one plan, those that were removed too."""

RiskReference = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$", examples=["R1", "RB-07"])
]
"""What the body calls a risk."""


class ItemDefinition(Sent):
    """An item as its plan has it: a key project, a recommendation, a priority, a scoping item."""

    title: Paragraph = Field(examples=["Improve claim processing performance."])
    kind: ItemKind | None = Field(default=None, description="Null takes what its plan's shape has.")
    parent: ItemReference | None = Field(
        default=None,
        description="The item that it stands under. One that the plan lacks makes it an orphan, "
        "which is kept, and listed as one.",
    )
    order: Annotated[StrictInt, Field(ge=0, le=MOST_ITEMS)] | None = Field(
        default=None, description="Its place among its kind; null stands by its reference."
    )
    text: Paragraph | None = Field(default=None, description="What it means.")
    deliverables: Annotated[list[Paragraph], Field(max_length=50)] = Field(default=[])
    owners: Annotated[list[Line], Field(max_length=20)] = Field(
        default=[],
        description="Roles, initials or names as its plan has them. One text is one owner: two "
        "are two texts, and `LB/SC` is one.",
    )
    teams: Annotated[list[Line], Field(max_length=20)] = Field(default=[], examples=[["PDT"]])
    impact: Paragraph | None = Field(default=None, description="On the local community.")
    affected: Paragraph | None = Field(default=None, description="The groups of users affected.")
    measures: Annotated[list[Paragraph], Field(max_length=50)] = Field(
        default=[], description="How it will be known that it is done well."
    )
    notes: Paragraph | None = None
    indicators: Annotated[list[IndicatorCode], Field(max_length=50)] = Field(
        default=[], description="Indicators that it is to move."
    )
    risks: Annotated[list[RiskReference], Field(max_length=50)] = Field(
        default=[], description="Risks that it treats, or that threaten it."
    )


class ItemContent(Kept):
    """An item as it stands or stood. Its `ETag` is of this."""

    plan: PlanCode
    item: ItemReference
    title: str
    kind: ItemKind
    parent: ItemReference | None
    order: int | None
    text: str | None
    deliverables: list[str]
    owners: list[str]
    teams: list[str]
    impact: str | None
    affected: str | None
    measures: list[str]
    notes: str | None
    indicators: list[IndicatorCode]
    risks: list[RiskReference]
    state: Keeping
    state_reason: str | None = Field(description="Why it was removed, or restored.")


class Item(ItemContent):
    """An item, and what the caller may do with it."""

    allowed_actions: list[AllowedAction]


class Branch(Answer):
    """An item at its place in the tree."""

    item: ItemReference
    title: str
    parent: ItemReference | None
    depth: int = Field(description="0 at the top, and for an orphan.")
    is_orphan: StrictBool = Field(description="Whether its parent is not in the plan.")


class Orphan(Answer):
    """An item whose parent the plan lacks."""

    item: ItemReference
    parent: ItemReference


class PlanStructure(Answer):
    """The items of a plan in reading order, and what is amiss with their references."""

    body: BodyCode
    plan: PlanCode
    known_at: Instant | None
    settled: StrictBool
    items: list[Branch]
    orphans: list[Orphan]
    gaps: list[ItemReference] = Field(
        description="References at the top that are missing from their numbering: R8, if there are "
        "R7 and R9. One that only an orphan names is its parent, and no gap."
    )
