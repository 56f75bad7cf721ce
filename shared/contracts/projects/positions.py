"""What is said of an item: its position in a period, and how sure its owner is of it."""

from pydantic import Field

from shared.contracts.models import Sent
from shared.contracts.projects.kept import Kept
from shared.contracts.projects.vocabulary import Confidence, ItemReference, PlanCode
from shared.contracts.values import Day, Paragraph, PeriodText, StrictInt


class PositionText(Sent):
    """How an item stands in a period, in words. Nothing is inferred from them."""

    period: PeriodText
    statement: Paragraph


class Position(Kept):
    """One draft of what was said of an item in a period; the last one counts."""

    plan: PlanCode
    item: ItemReference
    period: PeriodText
    number: StrictInt = Field(description="Of this draft, from 1, for the item and period.")
    statement: str


class ConfidenceText(Sent):
    """How sure an item's owner is that it will be delivered, and why."""

    confidence: Confidence
    reason: Paragraph
    on: Day | None = Field(default=None, description="Of which day; null is today in London.")


class ConfidenceSaid(Kept):
    """How sure somebody was of an item, and why. The last one by its day counts."""

    plan: PlanCode
    item: ItemReference
    confidence: Confidence
    reason: str
    on: Day
