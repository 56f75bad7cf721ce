"""Submissions: a batch of figures in, an outcome per row out."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shared.contracts.answers import AllowedAction
from shared.contracts.kpi.vocabulary import FigureStatus
from shared.contracts.models import Answer, Sent
from shared.contracts.rows import Counts, DescribedAs, Mode, Outcome, RowProblem, Severity
from shared.contracts.values import (
    BodyCode,
    IndicatorCode,
    Instant,
    Line,
    Number,
    Paragraph,
    PeriodText,
)

__all__ = [
    "MOST_ROWS",
    "Batch",
    "BatchResult",
    "Counts",
    "ExplanationSent",
    "Explanations",
    "FigureSent",
    "HeldFigure",
    "Mode",
    "Outcome",
    "Rejection",
    "RowProblem",
    "RowResult",
    "Severity",
    "Submission",
    "SubmissionAct",
    "SubmissionSummary",
]


class FigureSent(Sent):
    """A figure as a council's system sends it."""

    body: BodyCode | None = Field(
        default=None, description="Only where it differs from the batch's."
    )
    indicator: Line = Field(examples=["council-tax-in-year"])
    period: PeriodText
    numerator: Number | None = Field(
        default=None, description="In the indicator's terms, e.g. receipts in pounds; or the count."
    )
    denominator: Number | None = Field(
        default=None, description="E.g. the full year's net collectable debit in pounds."
    )
    value: Number | None = Field(
        default=None, description="The rate itself, only where its components are not known."
    )
    status: FigureStatus = FigureStatus.FINAL
    reason: Paragraph | None = Field(
        default=None, description="Why the figure changes; required to restate one."
    )
    explanation: Paragraph | None = None


MOST_ROWS = 100_000
"""Rows of a batch that is kept as a whole."""

_Figures = Annotated[list[FigureSent], Field(min_length=1, max_length=MOST_ROWS)]


class Batch(Sent):
    """A batch of figures. `figures` are judged one by one: a bad row spoils only itself."""

    body: BodyCode | None = None
    source_system: Line | None = Field(default=None, examples=["revenues-ledger"])
    source_revision: Line | None = Field(default=None, examples=["2020-01-31#2"])
    extracted_at: Instant | None = None
    figures: Annotated[list[dict[str, Any]], DescribedAs(_Figures)] = Field(
        min_length=1, max_length=MOST_ROWS
    )


class RowResult(Answer):
    """What became of one row."""

    row: int = Field(description="Counts figures from 1.")
    line: int | None = Field(description="The line of the CSV file, from 1; null for JSON.")
    body: str | None
    indicator: str | None
    period: str | None
    outcome: Outcome
    value: Number | None = Field(description="Up to six decimals; null if not available.")
    problems: list[RowProblem]


class SubmissionSummary(Answer):
    """One body's part of a batch."""

    id: UUID
    body: BodyCode
    state: str = Field(description="`held`, `ready`, `approved` or `rejected`.")
    content_hash: str = Field(
        description="SHA-256 over the figures that it changed or has held, as they stand. An "
        "approval is bound to it."
    )
    counts: Counts
    allowed_actions: list[AllowedAction]


class BatchResult(Answer):
    """What became of a batch, row by row."""

    batch: UUID
    mode: Mode
    counts: Counts
    submissions: list[SubmissionSummary]
    results: list[RowResult]


class HeldFigure(Answer):
    """A figure that was held until someone explained it, and what became of it."""

    row: int
    indicator: IndicatorCode
    period: PeriodText
    numerator: Number | None
    denominator: Number | None
    value: Number | None
    status: FigureStatus
    reason: str | None
    explanation: str | None
    problems: list[RowProblem]
    fate: str = Field(
        description="`held` while it waits; `explained`; `replaced` by another value that came; "
        "or `rejected` with its submission."
    )


class SubmissionAct(Answer):
    """What was done to a submission after it was received."""

    act: str = Field(description="`explained`, `amended`, `approved` or `rejected`.")
    recorded_at: Instant
    client: str
    holder: str
    reason: str | None
    content_hash: str = Field(description="What it was about, or what it made of the content.")


class ExplanationSent(Sent):
    """Why a held figure is as it is."""

    indicator: IndicatorCode
    period: PeriodText
    explanation: Paragraph


class Explanations(Sent):
    """Explanations of figures that a submission has held."""

    explanations: Annotated[list[ExplanationSent], Field(min_length=1, max_length=10_000)]


class Rejection(Sent):
    """Why a submission is rejected."""

    reason: Paragraph


class Submission(SubmissionSummary):
    """A submission as it was received, readable again."""

    batch: UUID
    submitted_by: str = Field(description="The client's id.")
    holder: str
    source_system: str | None
    source_revision: str | None
    extracted_at: Instant | None
    recorded_at: Instant
    held: list[HeldFigure] = Field(description="What was held of it, by indicator and period.")
    acts: list[SubmissionAct] = Field(description="Oldest first.")
    results: list[RowResult] = Field(description="As they were told when it was received.")
