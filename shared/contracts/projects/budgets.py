"""Budgets: a table as it was printed, and whether its totals add up. Numbers of staff."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from shared.contracts.answers import Flag
from shared.contracts.bounds import Within
from shared.contracts.models import Answer, Sent
from shared.contracts.projects.kept import Kept
from shared.contracts.projects.savings import Amount
from shared.contracts.projects.vocabulary import PlanCode
from shared.contracts.values import BodyCode, Day, Line, Number, Paragraph, StrictInt, YearText

MOST_COLUMNS: Final = 40
MOST_LINES: Final = 200

BudgetCode = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["medium-term-plan"])
]
"""What a plan calls a budget, unique within it and for good."""

StaffingCode = Annotated[
    str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", examples=["establishment-2012-13"])
]
"""What a plan calls a number of its staff, unique within it and for good."""


class LineKind(StrEnum):
    """What a line of a budget is.

    A column starts at `opening`, each `line` is added, and a `total` states what that comes to:
    from there the column goes on. A `memo`, as a target, stands beside and is not added.
    """

    OPENING = "opening"
    LINE = "line"
    TOTAL = "total"
    MEMO = "memo"


class BudgetColumn(Sent):
    """A column, as it is headed."""

    label: Line = Field(examples=["2011/12 (for comparison)"])
    year: YearText | None = Field(default=None, description="Which financial year it is, if one.")


class BudgetLine(Sent):
    """A line of the table."""

    label: Line
    kind: LineKind = LineKind.LINE
    amounts: Annotated[list[Amount | None], Field(max_length=MOST_COLUMNS)] = Field(
        description="One for each column, in `unit`, with at most two decimals; null for an empty "
        "cell."
    )
    as_written: Annotated[list[Line | None], Field(max_length=MOST_COLUMNS)] | None = Field(
        default=None, description="One for each column, if the cells are written otherwise."
    )


class BudgetDefinition(Sent):
    """A budget as it is printed. Totals that do not add up are kept as they are stated."""

    title: Line
    unit: Line = Field(examples=["£000"])
    columns: Annotated[list[BudgetColumn], Field(min_length=1, max_length=MOST_COLUMNS)]
    lines: Annotated[list[BudgetLine], Field(max_length=MOST_LINES)]
    notes: Paragraph | None = None

    @model_validator(mode="after")
    def _is_a_table(self) -> Self:
        width = len(self.columns)
        for line in self.lines:
            if {len(line.amounts), len(line.as_written or line.amounts)} != {width}:
                message = "each line has one cell for each column"
                raise ValueError(message)
        return self


class BudgetTotal(Answer):
    """A stated total, and what the lines above it come to."""

    line: StrictInt = Field(description="Of the table, from 1.")
    label: str
    column: StrictInt = Field(description="Of the table, from 1.")
    column_label: str
    stated: Number
    computed: Number = Field(
        description="From the last opening or total that is stated above, with each line since."
    )
    difference: Number = Field(description="Stated less computed.")
    empty: StrictInt = Field(description="Lines in between whose cell is empty: they add nothing.")


class Budget(Kept):
    """A budget as it stands or stood, with each stated total beside the computed one."""

    plan: PlanCode
    budget: BudgetCode
    title: str
    unit: str
    columns: list[BudgetColumn]
    lines: list[BudgetLine]
    notes: str | None
    totals: list[BudgetTotal] = Field(description="By line and column.")
    flags: list[Flag] = Field(description="The totals that differ.")


class StaffingDefinition(Sent):
    """How many staff there are in a team."""

    team: Line
    council: BodyCode | None = Field(default=None, description="Whose; null is the plan's own.")
    fte: Annotated[Number, Within(0, 1_000_000)] | None = Field(
        default=None, description="Full-time equivalents; null is not known."
    )
    on: Day | None = Field(default=None, description="On which day; null is not told.")
    as_written: Line | None = Field(default=None, examples=["115.62FTE's"])
    notes: Paragraph | None = None


class Staffing(Kept):
    """How many staff there are or were in a team."""

    plan: PlanCode
    staffing: StaffingCode
    team: str
    council: BodyCode | None
    fte: Number | None
    on: date | None
    as_written: str | None
    notes: str | None
