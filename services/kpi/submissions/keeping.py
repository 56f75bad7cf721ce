"""What is kept of a batch, and how it is shown again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from shared.contracts.kpi.submissions import Counts, RowResult, Submission, SubmissionSummary
from shared.storage.columns import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from services.kpi.submissions.tables import SubmissionReceived
    from shared.contracts.kpi.submissions import Outcome
    from shared.security.principal import Principal

_results = TypeAdapter(list[RowResult])


@dataclass(frozen=True, slots=True)
class Source:
    """Where a batch comes from, as its sender says."""

    system: str | None = None
    revision: str | None = None
    extracted_at: datetime | None = None


def kept_submission(
    body: str,
    counts: Mapping[Outcome, int],
    results: Sequence[RowResult],
    *,
    batch: UUID,
    source: Source,
    by: Principal,
    recorded_at: datetime,
    content_hash: str,
) -> dict[str, Any]:
    """Return one body's part of a batch, by column; what became of its rows as JSON."""
    return {
        "body": body,
        "id": new_id(),
        "batch": batch,
        "recorded_at": recorded_at,
        "client": by.client,
        "holder": by.holder,
        "source_system": source.system,
        "source_revision": source.revision,
        "extracted_at": source.extracted_at,
        "content_hash": content_hash,
        "counts": counted(counts).model_dump(),
        "results": _results.dump_json(list(results)).decode(),
    }


def counted(counts: Mapping[Outcome, int]) -> Counts:
    """Return how many rows met each outcome."""
    return Counts(**{str(outcome): number for outcome, number in counts.items()})


def summary_of(submission: Mapping[str, Any]) -> SubmissionSummary:
    """Return a submission in short, by its columns."""
    return SubmissionSummary(
        id=submission["id"],
        body=submission["body"],
        # Nothing is held until explanations are asked for, so whatever is kept is ready.
        state="ready",
        content_hash=submission["content_hash"],
        counts=submission["counts"],
        allowed_actions=[],
    )


def shown_in_short(submission: SubmissionReceived) -> SubmissionSummary:
    """Return a stored submission in short."""
    return summary_of(_columns(submission, "id", "body", "content_hash", "counts"))


def shown(submission: SubmissionReceived) -> Submission:
    """Return a submission whole, as it is read again."""
    said = _columns(
        submission,
        "batch",
        "holder",
        "source_system",
        "source_revision",
        "extracted_at",
        "recorded_at",
        "results",
    )
    short = shown_in_short(submission).model_dump()
    return Submission(**short, **said, submitted_by=submission.client)


def _columns(submission: SubmissionReceived, *names: str) -> dict[str, Any]:
    return {name: getattr(submission, name) for name in names}
