"""What councils say of the items of a joint plan, and the table of it."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from shared.contracts.models import Answer, Sent
from shared.contracts.projects.kept import Kept
from shared.contracts.projects.vocabulary import ItemReference, PlanCode
from shared.contracts.values import BodyCode, Day, Instant, Line, Paragraph, StrictBool


class Opinion(StrEnum):
    """What a council says of an item: the boxes of a scoping table."""

    AGREE = "agree"
    DISAGREE = "disagree"
    COMMENT = "comment"
    NONE = "none"


class DecisionDefinition(Sent):
    """What a council says of an item. A comment may stand beside any mark, and alone."""

    decision: Opinion = Field(
        description="`comment` is a comment without a mark. `none` is a form that came back with "
        "nothing in its boxes: the council still has to say."
    )
    comment: Paragraph | None = Field(default=None, description="Required for `comment`.")
    decided_on: Day | None = None
    decided_by: Line | None = Field(
        default=None, description="A role, initials or a committee.", examples=["Policy Committee"]
    )

    @model_validator(mode="after")
    def _says_what_it_is(self) -> Self:
        if self.decision is Opinion.COMMENT and self.comment is None:
            message = "a comment needs its text"
            raise ValueError(message)
        if self.decision is Opinion.NONE and self.comment is not None:
            message = "who comments has said something: that is a comment"
            raise ValueError(message)
        return self


class ItemDecision(Kept):
    """What a council says of an item, as it stands or stood."""

    plan: PlanCode
    item: ItemReference
    council: BodyCode
    decision: Opinion
    comment: str | None
    decided_on: Day | None
    decided_by: str | None


class DecisionCell(Answer):
    """What one council says of one item; null if it has not been asked or has not answered."""

    council: BodyCode
    decision: Opinion | None
    comment: str | None
    decided_on: Day | None
    recorded_at: Instant | None


class DecisionRow(Answer):
    """An item, and what each council says of it."""

    item: ItemReference
    title: str
    cells: list[DecisionCell] = Field(description="One for each of `councils`, in their order.")
    silent: list[BodyCode] = Field(
        description="Councils whose word is awaited, and that have said nothing, or `none`."
    )
    all_agree: StrictBool = Field(
        description="Whether each council whose word is awaited agrees; false if there is none."
    )


class DecisionCouncil(Answer):
    """A council of the table."""

    council: BodyCode
    is_awaited: StrictBool = Field(
        description="Whether its word is awaited. One that withdrew is shown with what it said "
        "before, and not awaited."
    )


class DecisionTable(Answer):
    """The scoping items of a plan, and what each council says of them.

    The councils are those of its steering groups, and whoever has said something.
    """

    body: BodyCode
    plan: PlanCode
    known_at: Instant | None
    settled: StrictBool
    councils: list[DecisionCouncil]
    rows: list[DecisionRow] = Field(
        description="In reading order: scoping items, and any other of which a council has said "
        "something. Those that were removed are left out."
    )
