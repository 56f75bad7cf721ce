"""All SQL about submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Text, bindparam, cast, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import defer

from services.kpi.submissions.tables import SubmissionReceived
from shared.storage.prepared import Prepared
from shared.storage.versions import KNOWN_AT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shared.storage.sessions import Reader, Transaction

_APPENDED = Prepared(
    insert(SubmissionReceived).values(
        {
            column.key: bindparam(column.key, type_=column.type)
            for column in SubmissionReceived.__table__.columns
        }
        | {"results": cast(bindparam("results", type_=Text), JSONB)}
    )
)


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


async def append_submission(tx: Transaction, submission: Mapping[str, Any]) -> None:
    """Keep a submission, given by column, with what became of its rows as JSON."""
    await tx.keep(_APPENDED, submission)


def said_of_its_figures(submission: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a submission's figures have in common, by their columns."""
    names = ("body", "recorded_at", "source_system", "source_revision", "extracted_at")
    return {name: submission[name] for name in names} | {"submission": submission["id"]}
