"""Which milestone waits for which, and what a slip of the one does to the other."""

from enum import StrEnum

from pydantic import Field

from shared.contracts.answers import Flag
from shared.contracts.models import Answer
from shared.contracts.projects.milestones import MilestoneLink
from shared.contracts.projects.vocabulary import (
    DateKind,
    ItemReference,
    MilestoneCode,
    PlanCode,
    Progress,
)
from shared.contracts.values import BodyCode, Day, Instant, StrictBool, StrictInt


class NotTold(StrEnum):
    """Why no day can be told.

    What it waits for was removed, or has no last day at first or now; or it has none itself, at
    first or now; or it was itself planned before what it waits for, so that no time in between is
    known; or it is done, and waits for nothing any more.
    """

    PREDECESSOR_REMOVED = "predecessor_removed"
    PREDECESSOR_BASELINE_OPEN = "predecessor_baseline_open"
    PREDECESSOR_OPEN = "predecessor_open"
    OWN_BASELINE_OPEN = "own_baseline_open"
    OWN_DATE_OPEN = "own_date_open"
    PLANNED_BEFORE = "planned_before"
    DONE = "done"


class Wait(Answer):
    """One milestone that another waits for, and the day that it implies for that."""

    item: ItemReference
    milestone: MilestoneCode
    gap: StrictInt | None = Field(
        description="Working days from its baseline to that of the milestone that waits, below "
        "zero if that was planned first, which implies no day. Else it is kept: so much time is "
        "needed in between."
    )
    implied: Day | None = Field(
        description="So many working days after the day that it is planned for now, or is itself "
        "implied for, if later; or after the day on which it came about."
    )
    why: NotTold | None = Field(description="Why no day is implied; null if one is.")


class Standing(Answer):
    """A milestone, how far it has slipped itself, and how far others knock it on."""

    item: ItemReference
    milestone: MilestoneCode
    title: str
    state: Progress
    date: DateKind | None = Field(
        description="Which of its dates this is of: the full one, or else the due, or else the "
        "interim one; null if it has none."
    )
    baseline: Day | None = Field(description="The last day that was planned at first.")
    current: Day | None = Field(description="The last day that is planned now.")
    actual: Day | None
    slippage: StrictInt | None = Field(description="As in the milestone.")
    depends_on: list[Wait]
    implied: Day | None = Field(description="The latest day that any of them implies.")
    knock_on: StrictInt | None = Field(
        description="How many working days that lies after the day that is planned now; 0 if it "
        "does not. Null if it cannot be told, or the milestone is done."
    )
    caused_by: MilestoneLink | None = Field(
        description="Which of those that it waits for knocks it on; null if none does."
    )
    may_be_more: StrictBool = Field(
        description="Whether there is one before it of which no day can be told, so that it may be "
        "knocked on by more."
    )
    why: NotTold | None = Field(description="Why the knock-on is null; null if it is not.")


class PlanDependencies(Answer):
    """The milestones that stand in a plan, by item and name, and what slips do to those that wait.

    Between two of them the working days between their baselines are kept (our choice).
    """

    body: BodyCode
    plan: PlanCode
    known_at: Instant | None
    settled: StrictBool
    milestones: list[Standing]
    flags: list[Flag] = Field(
        description="Dates that contradict each other: planned before what they wait for, or in "
        "full before the interim one."
    )
