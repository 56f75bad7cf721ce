"""What became of a plan's items and milestones between two days."""

from pydantic import Field

from shared.contracts.models import Answer
from shared.contracts.projects.milestones import Move, TypedDate
from shared.contracts.projects.timescales import Timescale
from shared.contracts.projects.vocabulary import DateKind, ItemReference, MilestoneCode, PlanCode
from shared.contracts.values import BodyCode, Day, Instant, StrictBool, StrictInt


class ItemChange(Answer):
    """An item that was put into its plan in between, or taken out of it."""

    item: ItemReference
    title: str
    recorded_at: Instant
    recorded_by: str
    reason: str | None = Field(description="Why it was removed, or restored; null if it is new.")


class MilestoneMoves(Answer):
    """A milestone, with its dates as they stood at the end, and how they came to stand so."""

    item: ItemReference
    milestone: MilestoneCode
    title: str
    dates: list[TypedDate] = Field(
        description="Each with its baseline, and its total slippage in working days."
    )
    moves: list[Move] = Field(description="Each re-dating in between, oldest first.")
    earlier_moves: list[Move] = Field(description="Each re-dating before, oldest first.")


class NewMilestone(MilestoneMoves):
    """A milestone that stood in its plan at the end, and not at the beginning."""

    recorded_at: Instant
    recorded_by: str
    is_restored: StrictBool = Field(
        description="Whether it had been there before, and it or its item was restored."
    )


class ChangedMilestone(MilestoneMoves):
    """A milestone that stood in its plan at both ends, and was changed in between."""

    what: list[str] = Field(
        description="Its fields that are not as they were at the beginning, by name; `dates` also "
        "if one has moved and come back; `state` if it was reopened.",
        examples=[["title", "dates"]],
    )
    reason: str | None = Field(description="Why it was reopened; null if it was not.")


class DeletedMilestone(MilestoneMoves):
    """A milestone that was taken out of its plan in between, by itself or with its item."""

    reason: str | None
    recorded_at: Instant
    recorded_by: str
    with_item: StrictBool
    was_new: StrictBool = Field(description="Whether it was put into the plan in between, too.")


class CompletedDate(Answer):
    """A milestone of which a person said in between that it is done, or met its interim date."""

    item: ItemReference
    milestone: MilestoneCode
    title: str
    kind: DateKind | None = Field(description="Which of its dates; null is the whole.")
    on: Day
    evidence: str
    slippage: StrictInt | None = Field(
        description="Working days from the baseline of that date, or of the last one, to the day."
    )
    recorded_at: Instant
    recorded_by: str


class LateDate(Answer):
    """A date that was late at the end: not met, and its last day has passed."""

    item: ItemReference
    milestone: MilestoneCode
    title: str
    kind: DateKind
    baseline: Timescale
    current: Timescale
    last_day: Day = Field(
        description="On which it was still in time: the last of what is planned now, or of the "
        "baseline if it was moved to where no day is known."
    )
    working_days: StrictInt = Field(description="By how many it was late.")
    slippage: StrictInt | None


class PlanChanges(Answer):
    """What became of a plan between two days, both of which are counted, in London."""

    body: BodyCode
    plan: PlanCode
    starts: Day = Field(description="The first day: `from`.")
    ends: Day = Field(description="The last day: `to`.")
    known_at: Instant | None
    settled: StrictBool
    new_items: list[ItemChange]
    removed_items: list[ItemChange]
    new: list[NewMilestone]
    changed: list[ChangedMilestone]
    deleted: list[DeletedMilestone]
    late: list[LateDate] = Field(description="On the last day.")
    completed: list[CompletedDate]
