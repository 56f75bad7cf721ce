"""All SQL about submissions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, and_, any_, bindparam, cast, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import defer

from services.kpi.approval.queries import acts_on
from services.kpi.approval.vocabulary import ActOnSubmission
from services.kpi.figures.tables import FigureVersion
from services.kpi.submissions.tables import SubmissionReceived
from services.kpi.targets.tables import TargetVersion
from shared.storage.columns import INSTANT
from shared.storage.prepared import Prepared
from shared.storage.versions import KNOWN_AT, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from shared.storage.sessions import Reader, Transaction


class Received(NamedTuple):
    """What a submission was when it came in."""

    body: str
    id: UUID
    recorded_at: datetime
    client: str
    holder: str
    content_hash: str


_submissions = bindparam("submissions", type_=ARRAY(Uuid))
_RECEIVED = Prepared(
    select(
        SubmissionReceived.body,
        SubmissionReceived.id,
        SubmissionReceived.recorded_at,
        SubmissionReceived.client,
        SubmissionReceived.holder,
        SubmissionReceived.content_hash,
    ).where(
        SubmissionReceived.body == bindparam("body"), SubmissionReceived.id == any_(_submissions)
    )
)
_targets = (
    newest(TargetVersion, by=(TargetVersion.body, TargetVersion.year, TargetVersion.indicator))
    .where(TargetVersion.body == any_(bindparam("owners", type_=ARRAY(Text))))
    .subquery()
)
_SETTERS = Prepared(
    select(
        FigureVersion.submission,
        _targets.c.body,
        _targets.c.indicator,
        _targets.c.year,
        _targets.c.set_by,
        _targets.c.set_by_holder,
    )
    .distinct()
    .join(
        _targets,
        and_(
            _targets.c.indicator == FigureVersion.indicator,
            _targets.c.year == func.left(FigureVersion.period, 7),
        ),
    )
    .where(
        FigureVersion.body == bindparam("body"),
        FigureVersion.submission == any_(_submissions),
        FigureVersion.recorded_at == any_(bindparam("instants", type_=ARRAY(INSTANT))),
        FigureVersion.recorded_at <= KNOWN_AT,
    )
)
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


async def received(reader: Reader, body: str, submissions: Collection[UUID]) -> Sequence[Received]:
    """Return what these submissions were when they came in."""
    asked = {"body": body, "submissions": list(submissions)}
    return [Received(*record) for record in await reader.records(_RECEIVED, **asked)]


def as_received(found: Sequence[SubmissionReceived]) -> Sequence[Received]:
    """Return stored submissions as they were when they came in."""
    names = Received._fields
    return [Received(**{name: getattr(one, name) for name in names}) for one in found]


async def source_of(reader: Reader, body: str, submission_id: UUID) -> dict[str, Any]:
    """Return where a submission came from, by column."""
    names = ("source_system", "source_revision", "extracted_at")
    chosen = select(*(getattr(SubmissionReceived, name) for name in names)).where(
        SubmissionReceived.body == body, SubmissionReceived.id == submission_id
    )
    (row,) = await reader.rows(chosen)
    return dict(zip(names, row, strict=True))


async def rejected_of(reader: Reader, body: str, submissions: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these submissions were rejected."""
    acts = await acts_on(reader, [body], submissions)
    return frozenset(
        of
        for of, done in acts.items()
        if any(act["act"] == ActOnSubmission.REJECTED for act in done)
    )


async def target_setters(
    reader: Reader,
    body: str,
    lenders: Collection[str],
    submissions: Collection[UUID],
    instants: Collection[datetime],
) -> Sequence[tuple[UUID, str, str]]:
    """Return who set the targets that submissions' figures are rated against: client and holder.

    Args:
        reader: Reads the targets of the body and of its lenders.
        body: The submissions'.
        lenders: Its partnerships, whose joint targets count where it has none of its own.
        submissions: Whose figures they are.
        instants: When the submissions made versions: they spare reading every figure.
    """
    asked = {"body": body, "submissions": list(submissions), "instants": list(instants)}
    found = await reader.records(_SETTERS, **asked, owners=[body, *lenders])
    own = {(code, year) for _, owner, code, year, *_ in found if owner == body}
    return [
        (submission, client, holder)
        for submission, owner, code, year, client, holder in found
        if owner == body or (code, year) not in own
    ]


async def append_submission(tx: Transaction, submission: Mapping[str, Any]) -> None:
    """Keep a submission, given by column, with what became of its rows as JSON."""
    await tx.keep(_APPENDED, submission)
