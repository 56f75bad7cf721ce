"""What a plan's export tells beside its items and milestones, as rows that are read alone."""

from typing import Final

from pydantic import Field

from shared.contracts.models import Answer
from shared.contracts.projects.budgets import BudgetCode, LineKind, StaffingCode
from shared.contracts.projects.savings import Recurrence, SavingCode
from shared.contracts.projects.vocabulary import ItemReference
from shared.contracts.values import (
    BodyCode,
    Day,
    Instant,
    Number,
    PeriodText,
    StrictBool,
    StrictInt,
    YearText,
)

_POUNDS: Final = "Pounds; null is not known."
_WHOSE: Final = "Whose; null is the plan's own."


class SectionRow(Answer):
    """A paragraph of a plan's text, or a section that has none."""

    section: StrictInt = Field(description="Its place in the plan, from 1.")
    heading: str
    kind: str | None
    paragraph: StrictInt | None = Field(
        description="Its place in the section, from 1; null if there is none."
    )
    text: str | None


class PositionRow(Answer):
    """How an item stood in a period: the last draft."""

    item: ItemReference
    title: str = Field(description="The item's.")
    period: PeriodText
    period_start: Day
    period_end: Day
    draft: StrictInt = Field(description="Which draft this is, from 1.")
    statement: str
    recorded_at: Instant
    recorded_by: str


class SavingRow(Answer):
    """What a saving comes to in a year, or a saving of which no year is told."""

    saving: SavingCode
    title: str
    item: ItemReference | None
    council: BodyCode | None = Field(description=_WHOSE)
    recurrence: Recurrence
    cashable: StrictBool | None = Field(description="Null is not told.")
    year: YearText | None
    planned: Number | None = Field(description=_POUNDS)
    achieved: Number | None = Field(description=_POUNDS)
    year_as_written: str | None
    as_written: str | None = Field(description="How its paper tells of the whole saving.")
    recorded_at: Instant


class BudgetRow(Answer):
    """A cell of a budget as it is printed, or a budget that has none."""

    budget: BudgetCode
    title: str
    unit: str
    line: StrictInt | None = Field(description="Of the table, from 1.")
    label: str | None
    kind: LineKind | None
    column: StrictInt | None = Field(description="Of the table, from 1.")
    column_label: str | None
    year: YearText | None
    amount: Number | None = Field(description="In `unit`; null for an empty cell.")
    as_written: str | None
    computed: Number | None = Field(
        description="Of a total that is stated: what the lines above it come to."
    )
    difference: Number | None = Field(description="Of such a total: stated less computed.")
    notes: str | None = Field(description="The budget's; in its first row alone.")
    recorded_at: Instant


class StaffingRow(Answer):
    """How many staff there are in a team."""

    staffing: StaffingCode
    team: str
    council: BodyCode | None = Field(description=_WHOSE)
    fte: Number | None = Field(description="Full-time equivalents; null is not known.")
    on: Day | None
    as_written: str | None
    notes: str | None
    recorded_at: Instant
