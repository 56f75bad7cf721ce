"""What is kept of a batch, and how it is shown again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from services.kpi.approval.vocabulary import Fate
from services.kpi.submissions.states import LIFE
from shared.contracts.kpi.submissions import (
    Counts,
    HeldFigure,
    RowResult,
    Submission,
    SubmissionAct,
    SubmissionSummary,
)
from shared.storage.columns import new_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from services.kpi.approval.queries import Waiting
    from services.kpi.submissions.standings import SubmissionStanding
    from services.kpi.submissions.states import Stand
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


def said_of_its_figures(submission: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a submission's figures have in common, by their columns."""
    names = ("body", "recorded_at", "source_system", "source_revision", "extracted_at")
    return {name: submission[name] for name in names} | {"submission": submission["id"]}


def counted(counts: Mapping[Outcome, int]) -> Counts:
    """Return how many rows met each outcome."""
    return Counts(**{str(outcome): number for outcome, number in counts.items()})


def summary_of(stand: Stand, counts: Any, *, by: Principal) -> SubmissionSummary:
    """Return a submission in short, as it stands."""
    return SubmissionSummary(
        id=stand.id,
        body=stand.body,
        state=stand.state,
        content_hash=stand.content_hash,
        counts=counts,
        allowed_actions=LIFE.allowed_actions(stand, by=by),
    )


def shown(
    submission: SubmissionReceived, standing: SubmissionStanding, *, by: Principal
) -> Submission:
    """Return a submission whole, as it is read again."""
    said = {name: getattr(submission, name) for name in _SHOWN}
    short = summary_of(standing.stand, submission.counts, by=by).model_dump()
    held = [
        HeldFigure(**one._asdict() | {"fate": _fate(one, submission.id)})
        for one in standing.waiting
    ]
    acts = [SubmissionAct(**act) for act in standing.acts]
    return Submission(**short, **said, submitted_by=submission.client, held=held, acts=acts)


def _fate(one: Waiting, submission: UUID) -> str:
    """Return what became of a held figure, for the submission that it came with."""
    return one.fate if one.submission == submission else Fate.REPLACED


_SHOWN = (
    "batch",
    "holder",
    "source_system",
    "source_revision",
    "extracted_at",
    "recorded_at",
    "results",
)
