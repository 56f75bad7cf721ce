"""All SQL about submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from services.kpi.submissions.tables import SubmissionReceived

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.storage.sessions import Reader, Transaction


async def submission(reader: Reader, body: str, submission_id: UUID) -> SubmissionReceived | None:
    """Return a submission of a body."""
    return await reader.first(
        select(SubmissionReceived).where(
            SubmissionReceived.body == body, SubmissionReceived.id == submission_id
        )
    )


async def submissions_before(
    reader: Reader, body: str, before: UUID | None, *, limit: int
) -> Sequence[SubmissionReceived]:
    """Return a body's submissions older than *before*, newest first: their ids follow time."""
    chosen = select(SubmissionReceived).where(SubmissionReceived.body == body)
    if before is not None:
        chosen = chosen.where(SubmissionReceived.id < before)
    return await reader.all(chosen.order_by(SubmissionReceived.id.desc()).limit(limit))


async def append_submission(tx: Transaction, submission: SubmissionReceived) -> None:
    """Keep a submission."""
    await tx.append(submission)
