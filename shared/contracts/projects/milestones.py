"""Milestones and activities: by when, as first planned, as planned now, and as it came about."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.contracts.answers import AllowedAction, Flag
from shared.contracts.models import Answer, Sent
from shared.contracts.projects.kept import Kept
from shared.contracts.projects.timescales import Timescale, TimescaleText
from shared.contracts.projects.vocabulary import (
    DateKind,
    ItemReference,
    MilestoneCode,
    MilestoneKind,
    PlanCode,
    Progress,
)
from shared.contracts.values import Day, Instant, Line, Paragraph

MOST_MOVES = 200
"""Of one milestone."""

MOST_MILESTONES = 2_000
"""Of one plan, those that were removed too."""


class PlannedDate(Sent):
    """By when something is to be there."""

    kind: DateKind = DateKind.DUE
    planned: TimescaleText


class MilestoneLink(Sent):
    """Another milestone of the same plan."""

    item: ItemReference
    milestone: MilestoneCode


class MilestoneDefinition(Sent):
    """A milestone or an activity as its item has it.

    Its dates are given once, and are its baseline from then on: to move one is a step of its own,
    with a reason.
    """

    title: Paragraph = Field(examples=["Contract awarded"])
    kind: MilestoneKind = MilestoneKind.MILESTONE
    dates: Annotated[list[PlannedDate], Field(max_length=len(DateKind))] | None = Field(
        default=None,
        description="Null leaves them as they are. One of a kind that the milestone lacks is "
        "added, with its own baseline. One that it has already may be sent as it was first planned "
        "or is planned now, and is left; another one is refused, as that is a re-dating.",
    )
    owners: Annotated[list[Line], Field(max_length=20)] = Field(default=[])
    measures: Annotated[list[Paragraph], Field(max_length=20)] = Field(
        default=[], description="How it will be known that it is done well."
    )
    notes: Paragraph | None = None
    depends_on: Annotated[list[MilestoneLink], Field(max_length=50)] = Field(
        default=[], description="What must be there before. A circle is refused."
    )

    @model_validator(mode="after")
    def _has_each_date_once(self) -> Self:
        kinds = [date.kind for date in self.dates or []]
        if len(set(kinds)) < len(kinds):
            message = "two dates are of one kind"
            raise ValueError(message)
        return self


class TypedDate(Answer):
    """A date of a milestone: the baseline never moves."""

    kind: DateKind
    baseline: Timescale
    current: Timescale
    actual: Day | None = Field(description="When it came about, as a person has said.")
    evidence: str | None = Field(description="What shows that it did.")
    slippage: int | None = Field(
        description="Working days in England from the end of the baseline to the actual day, or "
        "else to the end of what is planned now; below zero is earlier. Null if either is open."
    )


class Move(Answer):
    """One re-dating."""

    kind: DateKind
    before: Timescale
    after: Timescale
    reason: str
    moved_at: Instant
    moved_by: str
    slippage: int | None = Field(description="Working days that this one has moved it by.")


class Completion(Answer):
    """Who says that it is done, and what shows it."""

    kind: DateKind | None = Field(description="Of which date it was said; null is of the whole.")
    on: Day
    evidence: str
    recorded_at: Instant
    recorded_by: str


class MilestoneContent(Kept):
    """A milestone as it stands or stood. Its `ETag` is of this."""

    plan: PlanCode
    item: ItemReference
    milestone: MilestoneCode
    title: str
    kind: MilestoneKind
    dates: list[TypedDate]
    moves: list[Move] = Field(description="Each re-dating, oldest first.")
    owners: list[str]
    measures: list[str]
    notes: str | None
    depends_on: list[MilestoneLink]
    state: Progress
    state_reason: str | None = Field(description="Why it was removed, restored or reopened.")
    completion: Completion | None


class Milestone(MilestoneContent):
    """A milestone, what is amiss with its dates, and what the caller may do with it."""

    flags: list[Flag] = Field(
        description="That its own dates contradict each other: the full or due one comes before "
        "the interim one."
    )
    allowed_actions: list[AllowedAction]


class Redating(Sent):
    """To when a date moves, and why. The baseline stays."""

    kind: DateKind = DateKind.DUE
    to: TimescaleText
    reason: Paragraph


class Completing(Sent):
    """That a date was met, or the whole is done, and what shows it. Nothing infers it."""

    kind: DateKind | None = Field(
        default=None,
        description="Of which date; null is of the whole, which meets its full and due dates too. "
        "The interim one leaves it open.",
    )
    on: Day = Field(description="Today in London at the latest.")
    evidence: Paragraph
