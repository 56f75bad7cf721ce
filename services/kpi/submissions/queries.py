"""All SQL about submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import defer

from services.kpi.submissions.tables import SubmissionReceived
from shared.storage.versions import KNOWN_AT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.storage.sessions import Reader, Transaction


async def submission(reader: Reader, body: str, submission_id: UUID) -> SubmissionReceived | None:
    """Return a submission of a body."""
    return await reader.first(
        select(SubmissionReceived).where(
            SubmissionReceived.body == body,
            SubmissionReceived.id == submission_id,
            SubmissionReceived.recorded_at <= KNOWN_AT,
        )
    )


async def submissions_before(
    reader: Reader, body: str, before: UUID | None, *, limit: int
) -> Sequence[SubmissionReceived]:
    """Return a body's submissions older than *before*, newest first: their ids follow time.

    Without what became of each row, which only a submission read by itself tells.
    """
    chosen = (
        select(SubmissionReceived)
        .where(SubmissionReceived.body == body, SubmissionReceived.recorded_at <= KNOWN_AT)
        .options(defer(SubmissionReceived.results))
    )
    if before is not None:
        chosen = chosen.where(SubmissionReceived.id < before)
    return await reader.all(chosen.order_by(SubmissionReceived.id.desc()).limit(limit))


async def append_submission(tx: Transaction, submission: SubmissionReceived) -> None:
    """Keep a submission."""
    await tx.append(submission)
