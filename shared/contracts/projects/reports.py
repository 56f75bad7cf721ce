"""What plans are asked about for a board: the quarter's table, what is late, what is to be told."""

from datetime import date
from uuid import UUID

from pydantic import Field

from shared.contracts.answers import Flag
from shared.contracts.models import Answer
from shared.contracts.projects.changes import PlanChanges
from shared.contracts.projects.items import Orphan
from shared.contracts.projects.positions import PlanConfidence
from shared.contracts.projects.timescales import Timescale
from shared.contracts.projects.vocabulary import (
    Confidence,
    DateKind,
    ItemReference,
    MilestoneCode,
    PlanCode,
    PlanView,
    Shape,
)
from shared.contracts.values import BodyCode, Instant, Line, PeriodText, StrictBool


class PlanDate(Answer):
    """One date of a milestone that still stands in its plan, and what is to be known of it."""

    plan: PlanCode
    item: ItemReference
    item_title: str
    milestone: MilestoneCode
    title: str
    kind: DateKind
    baseline: Timescale
    planned: Timescale
    due: date | None = Field(
        description="The last day that is planned now. Of one that was moved to where no day is "
        "known, it is the baseline's."
    )
    met_on: date | None
    working_days_late: int | None = Field(
        description="From `due` to the day that is asked about; null if it is not late then. 0 "
        "if no working day has passed since."
    )
    slippage: int | None = Field(description="Working days from its baseline; null if unknown.")
    times_moved: int
    last_reason: str | None = Field(description="Why it was moved last; null in what is published.")
    owners: list[Line] = Field(description="The milestone's own, or else its item's, and teams.")


class LateList(Answer):
    """What is late on a day, the longest first."""

    body: BodyCode
    plan: PlanCode | None = Field(description="Null is all plans of the body.")
    on: date
    known_at: Instant | None
    settled: StrictBool
    items: list[PlanDate]


class ReportRow(Answer):
    """An item of a plan as its report has it."""

    item: ItemReference
    title: str
    depth: int = Field(description="0 at the top, and for an orphan.")
    is_orphan: StrictBool
    owners: list[Line]
    teams: list[Line]
    who: str | None = Field(description="Owners and teams in one text.")
    when: str | None = Field(
        description="The dates of its milestones as they are planned now and were written.",
        examples=["Interim 30/09/2009 Full 30/09/2010"],
    )
    statement: str | None = Field(description="Its position in the period: the last draft.")
    draft: int | None = Field(description="Which draft that is, from 1; null in what is published.")
    missing: StrictBool = Field(description="Whether nobody has said anything for the period.")
    late: StrictBool = Field(description="Whether a date of it is late on the day.")
    slippage: int | None = Field(
        description="Working days by which its date that slipped most lies from its baseline."
    )


class Slippage(Answer):
    """How far the dates of a plan have moved from their baselines."""

    dates: int = Field(description="Dates of milestones that were not removed.")
    moved: int = Field(description="Those that were moved at least once.")
    later: int = Field(description="Those that are, or came about, later than first planned.")
    earlier: int
    unknown: int = Field(description="Those of which it can't be said.")
    most: int | None = Field(description="Working days of the one that slipped most.")


class PlanReport(Answer):
    """A plan's report for a period."""

    body: BodyCode
    plan: PlanCode
    title: str
    view: PlanView = PlanView.WORKING
    shape: Shape
    period: PeriodText
    period_start: date
    period_end: date
    on: date = Field(description="The period's last day, or today if it has not come.")
    known_at: Instant | None
    settled: StrictBool
    edition: UUID | None = Field(default=None, description="In which it was published.")
    rows: list[ReportRow] = Field(description="In reading order.")
    missing: list[ItemReference] = Field(description="Items without a position in the period.")
    late: list[PlanDate]
    achieved: list[PlanDate] = Field(description="Dates that were met in the period.")
    changes: PlanChanges | None = Field(
        description="What was recorded from the period's first day to `on`: new, changed, deleted, "
        "late and completed milestones. Null if the plan was not kept yet by then, and in what is "
        "published: it tells reasons, and who said what."
    )
    slippage: Slippage
    flags: list[Flag] = Field(
        description="Dates that contradict each other: planned before what they wait for, or in "
        "full before the interim one."
    )
    orphans: list[Orphan]
    gaps: list[ItemReference]


class ConfidenceConcern(Answer):
    """An item whose owner doubts that it will be delivered, and why."""

    item: ItemReference
    title: str
    confidence: Confidence
    reason: str
    on: date = Field(description="The day of which it was said.")


class NamedItem(Answer):
    """An item by its reference and title."""

    item: ItemReference
    title: str


class Highlights(Answer):
    """What a project board is told of a plan: done, next, late, in doubt, and not told."""

    body: BodyCode
    plan: PlanCode
    title: str
    period: PeriodText
    period_start: date
    period_end: date
    on: date = Field(description="The period's last day, or today if it has not come.")
    known_at: Instant | None
    settled: StrictBool
    achieved: list[PlanDate] = Field(description="Dates that were met in the period.")
    coming: list[PlanDate] = Field(
        description="Dates that are not met, and due on `on` or after it, until the end of the "
        "next period of its kind. What is due on `on` itself is late from the day after."
    )
    coming_until: date
    late: list[PlanDate]
    concerns: list[ConfidenceConcern] = Field(description="Red ones first, then amber-red.")
    missing: list[NamedItem] = Field(description="Items without a position in the period.")


class PlanQuarter(Answer):
    """A plan in the quarterly report."""

    report: PlanReport
    confidence: PlanConfidence
    picture: str = Field(description="The timeline as SVG.")


class ProjectsQuarter(Answer):
    """All that the board's quarterly report needs from a body's plans."""

    body: BodyCode
    period: PeriodText
    period_start: date
    period_end: date
    on: date = Field(description="The quarter's last day, or today if it has not come.")
    known_at: Instant | None
    settled: StrictBool
    method: str = Field(description="Which plans a quarter has, in words.")
    plans: list[PlanQuarter]
