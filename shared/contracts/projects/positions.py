"""What is said of an item: its position in a period, and how sure its owner is of it."""

from pydantic import Field

from shared.contracts.answers import Flag
from shared.contracts.models import Answer, Sent
from shared.contracts.projects.kept import Kept
from shared.contracts.projects.vocabulary import Confidence, ItemReference, PlanCode
from shared.contracts.values import BodyCode, Day, Instant, Paragraph, PeriodText, StrictBool


class PositionText(Sent):
    """How an item stands in a period, in words. Nothing is inferred from them."""

    period: PeriodText
    statement: Paragraph = Field(examples=["Overpayments team fully staffed since June."])


class Position(Kept):
    """One draft of what was said of an item in a period; the last one counts."""

    plan: PlanCode
    item: ItemReference
    period: PeriodText
    period_start: Day
    period_end: Day
    number: int = Field(description="Of this draft, from 1, for the item and period.")
    statement: str


class ItemPosition(Answer):
    """An item at its place in its plan, and the last draft of its position in a period."""

    item: ItemReference
    title: str
    depth: int = Field(description="0 at the top, and for an orphan.")
    position: Position | None
    missing: StrictBool = Field(description="Whether nobody has said anything for the period.")


class PlanPositions(Answer):
    """How each item of a plan stands in a period, in reading order."""

    body: BodyCode
    plan: PlanCode
    period: PeriodText
    period_start: Day
    period_end: Day
    known_at: Instant | None
    settled: StrictBool
    items: list[ItemPosition]


class ConfidenceText(Sent):
    """How sure an item's owner is that it will be delivered, and why."""

    confidence: Confidence
    reason: Paragraph
    on: Day | None = Field(
        default=None,
        description="Of which day; null is today in London. One that is to come is refused.",
    )


class ConfidenceSaid(Kept):
    """How sure somebody was of an item, and why. The last one by its day counts.

    Of those of one day, it is the one that was said last.
    """

    plan: PlanCode
    item: ItemReference
    on: Day
    confidence: Confidence
    reason: str


class ConfidenceCounts(Answer):
    """Of how many items each was said last."""

    green: int
    amber_green: int
    amber: int
    amber_red: int
    red: int
    complete: int
    not_started: int
    not_said: int = Field(description="Items of which nothing was said by the day.")


class ItemConfidence(Answer):
    """An item at its place in its plan, what was said of it last, and how it looks below it."""

    item: ItemReference
    title: str
    depth: int = Field(description="0 at the top, and for an orphan.")
    said: ConfidenceSaid | None = Field(description="Null if nothing was said of it by the day.")
    worst: Confidence | None = Field(
        description="The worst colour of the item itself and of all that stand below it; null if "
        "none of them has a colour."
    )
    flags: list[Flag] = Field(
        description="`better_than_below`: one below it is less sure than it says of itself."
    )


class PlanConfidence(Answer):
    """How sure the owners of a plan's items are, in reading order, and the roll-up by its rule."""

    body: BodyCode
    plan: PlanCode
    on: Day
    known_at: Instant | None
    settled: StrictBool
    method: str = Field(description="The rule of the roll-up, in words.")
    worst: Confidence | None = Field(description="Of the plan; null if no item has a colour.")
    counts: ConfidenceCounts
    items: list[ItemConfidence]
