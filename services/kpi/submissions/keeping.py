"""What is kept of a batch: the rows of its tables, and how they are shown again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.kpi.submissions.outcomes import counts_of
from services.kpi.submissions.tables import SubmissionReceived
from shared.contracts.kpi.submissions import Submission, SubmissionSummary
from shared.storage.columns import new_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from uuid import UUID

    from services.kpi.submissions.drafts import Draft
    from shared.security.principal import Principal


@dataclass(frozen=True, slots=True)
class Source:
    """Where a batch comes from, as its sender says."""

    system: str | None = None
    revision: str | None = None
    extracted_at: datetime | None = None


def kept_submission(
    body: str,
    drafts: Sequence[Draft],
    source: Source,
    *,
    batch: UUID,
    by: Principal,
    recorded_at: datetime,
    content_hash: str,
) -> SubmissionReceived:
    """Return one body's part of a batch, with the result of each of its rows."""
    return SubmissionReceived(
        body=body,
        id=new_id(),
        batch=batch,
        recorded_at=recorded_at,
        client=by.client,
        holder=by.holder,
        source_system=source.system,
        source_revision=source.revision,
        extracted_at=source.extracted_at,
        content_hash=content_hash,
        counts=counts_of(drafts).model_dump(),
        results=[draft.result().model_dump(mode="json") for draft in drafts],
    )


def kept_figures(
    drafts: Iterable[Draft], source: Source, submission: SubmissionReceived
) -> list[dict[str, Any]]:
    """Return the figure versions that these rows make."""
    return [
        {
            "body": submission.body,
            "indicator": draft.indicator,
            "period": draft.period,
            "recorded_at": submission.recorded_at,
            "numerator": draft.sent.numerator,
            "denominator": draft.sent.denominator,
            "value": draft.value,
            "basis": draft.basis,
            "status": draft.sent.status,
            "reason": draft.sent.reason,
            "explanation": draft.sent.explanation,
            "source_system": source.system,
            "source_revision": source.revision,
            "extracted_at": source.extracted_at,
            "submission": submission.id,
        }
        for draft in drafts
        if draft.sent is not None
    ]


def summary_of(submission: SubmissionReceived) -> SubmissionSummary:
    """Return a submission in short."""
    return SubmissionSummary(**_told(submission))


def shown(submission: SubmissionReceived) -> Submission:
    """Return a submission whole, as it is read again."""
    return Submission(
        **_told(submission),
        batch=submission.batch,
        submitted_by=submission.client,
        holder=submission.holder,
        source_system=submission.source_system,
        source_revision=submission.source_revision,
        extracted_at=submission.extracted_at,
        recorded_at=submission.recorded_at,
        results=submission.results,
    )


def _told(submission: SubmissionReceived) -> dict[str, Any]:
    return {
        "id": submission.id,
        "body": submission.body,
        # Nothing is held until explanations are asked for, so whatever is kept is ready.
        "state": "ready",
        "content_hash": submission.content_hash,
        "counts": submission.counts,
        "allowed_actions": [],
    }
