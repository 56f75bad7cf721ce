"""A plan's items and milestones as rows: out as a sheet, and in again with what was changed."""

from typing import Annotated, Any, Final

from pydantic import Field, StrictInt

from shared.contracts.models import Answer, Sent
from shared.contracts.projects.besides import (
    BudgetRow,
    PositionRow,
    SavingRow,
    SectionRow,
    StaffingRow,
)
from shared.contracts.projects.items import MOST_ITEMS
from shared.contracts.projects.vocabulary import ItemReference, MilestoneCode, PlanCode
from shared.contracts.rows import Counts, DescribedAs, Mode, Outcome, RowProblem
from shared.contracts.values import BodyCode, Day, Instant, Line, Paragraph

MOST_ROWS: Final = 3_000
"""Rows of one import."""

_LISTED: Final = "Separated by semicolons; a semicolon in one is written with a backslash before it"
_OF_ITEM: Final = "Of an item."
_WRITTEN: Final = "By when, as it is written. Another than the one that stands needs a `reason`."
_FIRST: Final = "The first day that is meant, where the text could mean several, or none."
_LAST: Final = "The last day that is meant, likewise."
_TOLD: Final = "Told, and not taken in."

Listed = Annotated[str, Field(max_length=60_000)]


class PlanRow(Sent):
    """An item, or a milestone of it, flat.

    A field that is left out, and a column that a file lacks, leaves what stands as it is; a null,
    and an empty cell, clears it. A date is never cleared: its milestone is removed instead.
    """

    item: ItemReference
    milestone: MilestoneCode | None = Field(
        default=None, description="Empty where the row is the item itself."
    )
    title: Paragraph | None = Field(default=None, description="Required of what is new.")
    kind: Line | None = Field(default=None, description="As the item's, or the milestone's, is.")
    parent: ItemReference | None = Field(default=None, description=_OF_ITEM)
    order: Annotated[StrictInt, Field(ge=0, le=MOST_ITEMS)] | None = Field(
        default=None, description=_OF_ITEM
    )
    text: Paragraph | None = Field(default=None, description=_OF_ITEM)
    deliverables: Listed | None = Field(default=None, description=f"{_OF_ITEM} {_LISTED}.")
    owners: Listed | None = Field(default=None, description=f"{_LISTED}.")
    teams: Listed | None = Field(default=None, description=f"{_OF_ITEM} {_LISTED}.")
    impact: Paragraph | None = Field(default=None, description=_OF_ITEM)
    affected: Paragraph | None = Field(default=None, description=_OF_ITEM)
    measures: Listed | None = Field(default=None, description=f"{_LISTED}.")
    notes: Paragraph | None = None
    indicators: Listed | None = Field(default=None, description=f"{_OF_ITEM} {_LISTED}.")
    risks: Listed | None = Field(default=None, description=f"{_OF_ITEM} {_LISTED}.")
    depends_on: Listed | None = Field(
        default=None,
        description="Of a milestone: what must be there before, as `R1/m1`, separated likewise.",
    )
    interim: Line | None = Field(default=None, description=_WRITTEN)
    interim_starts: Day | None = Field(default=None, description=_FIRST)
    interim_ends: Day | None = Field(default=None, description=_LAST)
    interim_baseline: Line | None = Field(default=None, description=_TOLD)
    interim_actual: Day | None = Field(default=None, description=_TOLD)
    full: Line | None = Field(default=None, description=_WRITTEN)
    full_starts: Day | None = Field(default=None, description=_FIRST)
    full_ends: Day | None = Field(default=None, description=_LAST)
    full_baseline: Line | None = Field(default=None, description=_TOLD)
    full_actual: Day | None = Field(default=None, description=_TOLD)
    due: Line | None = Field(default=None, description=_WRITTEN)
    due_starts: Day | None = Field(default=None, description=_FIRST)
    due_ends: Day | None = Field(default=None, description=_LAST)
    due_baseline: Line | None = Field(default=None, description=_TOLD)
    due_actual: Day | None = Field(default=None, description=_TOLD)
    reason: Paragraph | None = Field(
        default=None, description="Why dates of the row move. An export leaves it empty."
    )
    state: Line | None = Field(default=None, description=_TOLD)
    recorded_at: Instant | None = Field(
        default=None,
        description="When what the row says was recorded. A row that would change something is "
        "rejected if it was recorded anew since; empty, it is of now.",
    )


class PlanExport(Answer):
    """A plan's items and milestones as rows, and beside them what else it says.

    Of all this the items and milestones alone are taken in again.
    """

    body: BodyCode
    plan: PlanCode
    known_at: Instant | None
    settled: bool
    items: list[PlanRow] = Field(
        description="In reading order, each item before its milestones. What was removed is there."
    )
    sections: list[SectionRow] = Field(description="In the plan's order.")
    positions: list[PositionRow] = Field(
        description="The last draft for each item and period, in reading order and by period."
    )
    savings: list[SavingRow] = Field(description="By code and year.")
    budgets: list[BudgetRow] = Field(description="By code, line and column.")
    staffing: list[StaffingRow] = Field(description="By code.")


_Rows = Annotated[list[PlanRow], Field(min_length=1, max_length=MOST_ROWS)]


class PlanRows(Sent):
    """Rows of a plan. They are judged one by one: a bad row spoils only itself."""

    items: Annotated[list[dict[str, Any]], DescribedAs(_Rows)] = Field(
        min_length=1, max_length=MOST_ROWS
    )


class PlanRowResult(Answer):
    """What became of one row."""

    row: int = Field(description="Counts rows from 1.")
    line: int | None = Field(description="The line of the file, from 1; null for JSON.")
    item: str | None
    milestone: str | None
    outcome: Outcome
    problems: list[RowProblem]


class PlanImport(Answer):
    """What became of an import, row by row."""

    mode: Mode
    counts: Counts
    results: list[PlanRowResult]
    not_read: list[str] = Field(
        description="Sheets of the workbook beside the first. Nothing in them is taken in, "
        "whatever was changed there: what they tell is kept by operations of its own."
    )
