"""A register's risks as rows: out as a sheet, and in again with what was changed."""

from typing import Annotated, Any, Final

from pydantic import Field

from shared.contracts.models import Answer, Sent
from shared.contracts.risk.assessments import Step
from shared.contracts.risk.registers import MOST_RISKS
from shared.contracts.risk.vocabulary import (
    MitigationCode,
    MitigationKind,
    MitigationState,
    RegisterCode,
    Response,
    RiskCategory,
    RiskReference,
    RiskState,
    Validity,
)
from shared.contracts.rows import Counts, DescribedAs, Mode, Outcome, RowProblem
from shared.contracts.values import BodyCode, Day, Instant, Line, Paragraph, StrictBool

MOST_ROWS: Final = MOST_RISKS
"""Rows of one import: as many as an export has, so that it can be sent back whole."""

HIDDEN_CELL: Final = "[Part 2]"
"""What stands in an export for a text that is Part 2, for who may not see it."""

_LISTED: Final = "Separated by semicolons; a semicolon in one is written with a backslash before it"
_REASON: Final = (
    "Why the score is what it is. If the score changes, say why anew; the reason alone is not kept."
)
_PART_2: Final = (
    "Whether that reason is Part 2. Of one that was given before, holders of `risk:confidential` "
    "may say so too; it stays Part 2 for good."
)
_ASSESSED: Final = "When it was looked at, as it was written."
_MEANT: Final = "The date that is meant, as 2019-12-16, 2019-12 or 2019."

Listed = Annotated[str, Field(max_length=8_000)]
PartialDateText = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}){0,2}$")]


class RiskRow(Sent):
    """A risk and its newest assessments, flat.

    A field that is left out, and a column that a file lacks, leaves what stands as it is; a null,
    and an empty cell, clears it. What is Part 2 says `[Part 2]` to who may not see it, whether or
    not something stands there. That leaves what stands as it is, whoever sends it; who may not see
    what is Part 2 leaves it as it is with an empty cell too.
    """

    reference: RiskReference
    title: Line | None = Field(default=None, description="Required of a risk that is new.")
    cause: Paragraph | None = None
    event: Paragraph | None = None
    consequence: Paragraph | None = None
    category: RiskCategory | None = None
    response: Response | None = None
    treatment: Paragraph | None = None
    owners: Listed | None = Field(default=None, description=f"Roles or initials. {_LISTED}.")
    identified: Line | None = Field(default=None, description="As it was written.")
    identified_value: PartialDateText | None = Field(default=None, description=_MEANT)
    indicators: Listed | None = Field(default=None, description=f"{_LISTED}.")
    items: Listed | None = Field(default=None, description=f"{_LISTED}.")
    confidential: Listed | None = Field(
        default=None, description="Which of cause, event, consequence and treatment are Part 2."
    )
    state: RiskState | None = Field(
        default=None, description="Told, and not taken in: a risk is closed by an operation."
    )
    state_reason: Paragraph | None = Field(default=None, description="Told, and not taken in.")
    state_reason_is_confidential: StrictBool | None = Field(
        default=None, description="Told, and not taken in."
    )
    inherent_likelihood: Step | None = None
    inherent_impact: Step | None = None
    inherent_reason: Paragraph | None = Field(default=None, description=_REASON)
    inherent_reason_is_confidential: StrictBool | None = Field(default=None, description=_PART_2)
    inherent_assessed: Line | None = Field(default=None, description=_ASSESSED)
    inherent_assessed_value: PartialDateText | None = Field(default=None, description=_MEANT)
    current_likelihood: Step | None = None
    current_impact: Step | None = None
    current_reason: Paragraph | None = Field(default=None, description=_REASON)
    current_reason_is_confidential: StrictBool | None = Field(default=None, description=_PART_2)
    current_assessed: Line | None = Field(default=None, description=_ASSESSED)
    current_assessed_value: PartialDateText | None = Field(default=None, description=_MEANT)
    target_likelihood: Step | None = None
    target_impact: Step | None = None
    target_reason: Paragraph | None = Field(default=None, description=_REASON)
    target_reason_is_confidential: StrictBool | None = Field(default=None, description=_PART_2)
    target_assessed: Line | None = Field(default=None, description=_ASSESSED)
    target_assessed_value: PartialDateText | None = Field(default=None, description=_MEANT)
    recorded_at: Instant | None = Field(
        default=None,
        description="When the newest of what the row says was recorded. A row that would change "
        "something is rejected if anything was recorded since; empty, it is of now.",
    )


class MitigationRow(Answer):
    """A control or an action as it stands, flat."""

    reference: RiskReference
    mitigation: MitigationCode
    kind: MitigationKind
    title: str
    text: str | None
    owners: str | None = Field(description=f"{_LISTED}.")
    due: str | None = Field(description="As it was written.")
    due_value: str | None = Field(description=_MEANT)
    state: MitigationState | None
    evidence: str | None
    is_emphasised: bool
    confidential: str | None = Field(description="Which of text and evidence are Part 2.")


class ReviewRow(Answer):
    """A review, flat, with the scores as they stood then."""

    reference: RiskReference
    reviewed: str = Field(description="As it was written.")
    reviewed_value: str = Field(description=_MEANT)
    reviewer: str | None
    comment: str | None
    comment_is_confidential: bool
    inherent_score: int | None
    current_score: int | None
    target_score: int | None
    recorded_at: Instant


class AcceptanceRow(Answer):
    """An acceptance, flat, and what it is worth on the day of the export."""

    reference: RiskReference
    score: int
    expires: Day
    validity: Validity
    validity_reason: str | None
    approver: str
    reason: str | None
    reason_is_confidential: bool
    revoked_by: str | None
    revocation_reason: str | None
    revocation_reason_is_confidential: bool | None = Field(
        description="Null while it is not revoked."
    )
    recorded_at: Instant


class RegisterExport(Answer):
    """A register's risks as rows, for whoever asks, and what is done about them beside.

    Of all this the risks alone are taken in again. What is Part 2 says `[Part 2]` to who may not
    see it, in all of them.
    """

    body: BodyCode
    register_code: RegisterCode
    known_at: Instant | None
    settled: bool
    items: list[RiskRow] = Field(description="By reference.")
    mitigations: list[MitigationRow] = Field(description="By reference and code.")
    reviews: list[ReviewRow] = Field(description="By reference, the last by their dates first.")
    acceptances: list[AcceptanceRow] = Field(description="By reference, newest first.")


_Rows = Annotated[list[RiskRow], Field(min_length=1, max_length=MOST_ROWS)]


class RiskRows(Sent):
    """Rows of a register. They are judged one by one: a bad row spoils only itself."""

    items: Annotated[list[dict[str, Any]], DescribedAs(_Rows)] = Field(
        min_length=1, max_length=MOST_ROWS
    )


class RiskRowResult(Answer):
    """What became of one row."""

    row: int = Field(description="Counts rows from 1.")
    line: int | None = Field(description="The line of the file, from 1; null for JSON.")
    reference: str | None
    outcome: Outcome
    problems: list[RowProblem]


class RiskImport(Answer):
    """What became of an import, row by row."""

    mode: Mode
    counts: Counts
    results: list[RiskRowResult]
    not_read: list[str] = Field(
        description="Sheets of the workbook beside the first. Nothing in them is taken in, "
        "whatever was changed there: what is done about a risk has operations of its own."
    )
