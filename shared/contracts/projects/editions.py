"""Editions of plans: a plan as it stood in a quarter, as it is published."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.contracts import editions, publications
from shared.contracts.models import Answer
from shared.contracts.projects.vocabulary import (
    Confidence,
    ItemKind,
    ItemReference,
    PlanCode,
    PlanView,
    Shape,
)
from shared.contracts.publications import PublishedPart
from shared.contracts.values import BodyCode, Instant, Line, PeriodText, StrictBool


class _OfPlan(Answer):
    """Of which plan it speaks."""

    subject: PlanCode = Field(alias="plan_code")


class PlanEditionSent(editions.EditionSent):
    """A proposal to publish a plan, as it was known at an instant."""

    subject: PlanCode = Field(alias="plan_code")
    title: Line = Field(examples=["Benefits Improvement Plan, April to June 2009"])


class PlanEditionSummary(_OfPlan, editions.EditionSummary):
    """An edition of a plan, in short."""


class PlanEdition(_OfPlan, editions.Edition):
    """An edition of a plan, what was done to it, and what may be done with it."""


class PlanEditionText(_OfPlan, editions.EditionText):
    """What an edition of a plan says of itself, as it is published."""


class PlanPublication(_OfPlan, publications.Publication):
    """An edition of a plan that is public, or was before it was withdrawn."""


class PlanPublicationContents(_OfPlan, editions.PublishedEdition):
    """A public edition of a plan and what it holds: nothing, once it is withdrawn."""

    documents: list[PublishedPart] = Field(
        description="Of the kinds `plan`, `report`, `timeline`, `timeline-svg` and `text`."
    )


class PlanVerification(editions.EditionVerification):
    """Whether an edition of a plan still holds the bytes that it was published with."""


class PublishedSection(Answer):
    """A section of a plan's text, in the plan's own order."""

    heading: str
    kind: str | None
    paragraphs: list[str]


class PublishedItem(Answer):
    """An item of a plan as the public sees it; no notes, links or reasons of its owners."""

    item: ItemReference
    title: str
    kind: ItemKind
    depth: int = Field(description="0 at the top, and for an orphan.")
    is_orphan: StrictBool
    text: str | None
    deliverables: list[str]
    owners: list[Line]
    teams: list[Line]
    impact: str | None
    affected: str | None
    measures: list[str]
    when: str | None = Field(description="The dates of its milestones as they were written.")
    statement: str | None = Field(description="Its position in the quarter.")
    confidence: Confidence | None = Field(description="What was said last; null is not said.")
    confidence_on: date | None = Field(description="Of which day that was said.")


class PublishedPlan(Answer):
    """A plan as it stood in a quarter: its text, and its items with how they stand."""

    body: BodyCode
    plan: PlanCode
    title: str
    view: PlanView
    shape: Shape
    starts: date | None
    ends: date | None
    summary: str | None
    owners: list[Line]
    sections: list[PublishedSection]
    period: PeriodText
    period_start: date
    period_end: date
    on: date = Field(description="The quarter's last day, or the day of `known_at` before it.")
    known_at: Instant
    edition: UUID | None
    items: list[PublishedItem] = Field(description="In reading order.")
