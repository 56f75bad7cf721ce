"""A plan's timeline: when its milestones were first due, are due now, and came about."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shared.contracts.models import Answer
from shared.contracts.projects.milestones import TypedDate
from shared.contracts.projects.vocabulary import (
    ItemReference,
    Keeping,
    MilestoneCode,
    MilestoneKind,
    PlanCode,
    PlanView,
    Progress,
)
from shared.contracts.values import BodyCode, Instant, PeriodText, StrictBool


class DateStanding(StrEnum):
    """How a date of a milestone stands on a day.

    It is late from the day after the last one that it means. One that could not be read is never
    late, since nobody can say when it would be.
    """

    AHEAD = "ahead"
    MET = "met"
    LATE = "late"
    UNREAD = "unread"
    REMOVED = "removed"


class DatedStanding(TypedDate):
    """A date of a milestone, and how it stands on the day that is asked about."""

    standing: DateStanding
    met_on: date | None = Field(
        description="When it came about, or else when the whole was said to be done."
    )
    times_moved: int


class TimelineMilestone(Answer):
    """A milestone at its place in a timeline."""

    milestone: MilestoneCode
    title: str
    kind: MilestoneKind
    state: Progress
    dates: list[DatedStanding]


class TimelineRow(Answer):
    """An item, and its milestones by date; one that was removed says so."""

    item: ItemReference
    title: str
    depth: int = Field(description="0 at the top, and for an orphan.")
    is_orphan: StrictBool
    state: Keeping
    milestones: list[TimelineMilestone]


class Timeline(Answer):
    """The items of a plan in reading order, and where their dates lie."""

    body: BodyCode
    plan: PlanCode
    title: str
    view: PlanView = PlanView.WORKING
    on: date = Field(description="The day that dates are late on, or not.")
    known_at: Instant | None
    settled: StrictBool
    period: PeriodText | None = Field(default=None, description="Of which it was published.")
    edition: UUID | None = Field(default=None, description="In which it was published.")
    starts: date | None = Field(description="The first day that the plan or a date of it means.")
    ends: date | None = Field(description="The last one. Null if there is none to be read.")
    rows: list[TimelineRow]
