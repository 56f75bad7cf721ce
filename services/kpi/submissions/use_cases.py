"""What can be asked of submissions."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from services.kpi.figures.queries import append_versions, current_figures
from services.kpi.indicators.queries import indicators
from services.kpi.partnerships.queries import partnerships
from services.kpi.submissions import queries
from services.kpi.submissions.checks import (
    World,
    judge,
    suggest,
    without_derived,
    without_duplicates,
)
from services.kpi.submissions.keeping import Source, kept_figures, kept_submission, summary_of
from services.kpi.submissions.outcomes import content_of, counts_of, decide, faults_of_row
from shared.contracts.kpi.submissions import BatchResult, Mode, Outcome
from shared.journal import Event, content_hash, hold, record
from shared.refusals import BatchRejected, Forbidden, Invalid, NotFound, NothingAccepted
from shared.security.scopes import Scope
from shared.storage.columns import new_id

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence
    from uuid import UUID

    from services.kpi.submissions.drafts import Draft
    from services.kpi.submissions.tables import SubmissionReceived
    from shared.contracts.kpi.submissions import SubmissionSummary
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction

MOST_ROWS = 100_000
"""Rows of a batch that is judged and kept as a whole."""

LONDON = ZoneInfo("Europe/London")
"""Whose midnight ends a period."""

_AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Terms:
    """How a batch is to be taken."""

    mode: Mode
    atomic: bool


async def submit_figures(
    tx: Transaction,
    rows: Iterable[Draft],
    source: Source,
    terms: Terms,
    *,
    by: Principal,
) -> BatchResult:
    """Judge a batch row by row and keep what holds, as one submission per body.

    Raises:
        Forbidden: If the caller may write none of the bodies that the rows name.
        NothingAccepted: If every row is rejected.
        BatchRejected: If one is, and the batch is atomic.
        Invalid: If there are no rows, or too many.
    """
    drafts = await _gathered(rows)
    granted = by.bodies(Scope.KPI_SUBMIT)
    named = {draft.body for draft in drafts if draft.body}
    if named and not named & granted:
        message = f"This needs the scope {Scope.KPI_SUBMIT} on the body of at least one row."
        raise Forbidden(message)
    world = await _world(tx, drafts, granted)
    judged = without_duplicates([judge(draft, world) async for draft in _in_turns(drafts)])
    batch = new_id()
    decided: list[Draft] = []
    submissions: list[SubmissionSummary] = []
    # In sorted order, so that two batches over the same bodies never wait for each other.
    by_body = sorted(judged, key=lambda draft: draft.body or "")
    for body, of_body in groupby(by_body, key=lambda draft: draft.body):
        outcome = await _decide(tx, list(of_body), world)
        decided += outcome
        if body is not None and any(_changes(draft) for draft in outcome):
            submissions.append(await _keep(tx, body, outcome, source, batch=batch, by=by))
    decided.sort(key=lambda draft: draft.place.row)
    result = BatchResult(
        batch=batch,
        mode=terms.mode,
        counts=counts_of(decided),
        submissions=submissions if terms.mode is Mode.COMMIT else [],
        results=[draft.result() async for draft in _in_turns(decided)],
    )
    _refuse(result, terms)
    return result


async def _gathered(rows: Iterable[Draft]) -> Sequence[Draft]:
    drafts = []
    async for draft in _in_turns(rows):
        drafts.append(draft)
        if len(drafts) > MOST_ROWS:
            message = f"A batch has at most {MOST_ROWS:,} rows; send it in parts."
            raise Invalid(message)
    if not drafts:
        message = "The batch has no figures."
        raise Invalid(message)
    return drafts


async def _in_turns(drafts: Iterable[Draft]) -> AsyncIterator[Draft]:
    """Yield drafts so that a large file is worked on between other requests, not instead."""
    for number, draft in enumerate(drafts, start=1):
        yield draft
        if number % _AT_A_TIME == 0:
            await asyncio.sleep(0)


async def _world(tx: Transaction, drafts: Sequence[Draft], granted: frozenset[str]) -> World:
    known = {indicator.code: indicator for indicator in await indicators(tx)}
    return World(
        granted=granted,
        partnerships={partnership.slug for partnership in await partnerships(tx)},
        indicators=known,
        suggestions=suggest({draft.indicator for draft in drafts if draft.indicator}, known),
        today=(await tx.now()).astimezone(LONDON).date(),
    )


async def _decide(tx: Transaction, drafts: list[Draft], world: World) -> list[Draft]:
    """Decide the rows of one body, under its lock, against what stands there."""
    sound = [draft for draft in drafts if not draft.is_rejected]
    if not sound:
        return drafts
    body = sound[0].body or ""
    await hold(tx, body)
    asked = {draft.indicator or "" for draft in sound}
    asked |= {part for code in asked for part in world.indicators[code].pooled_from}
    current = await current_figures(tx, body, asked, {draft.period or "" for draft in sound})
    stored = {(body, *key): figure.numerator is not None for key, figure in current.items()}
    sent = {d.key: d.sent.numerator is not None for d in sound if d.key and d.sent}
    there = {key for key, has_components in (stored | sent).items() if has_components}
    checked = without_derived(drafts, world, there)
    return [
        draft
        if draft.is_rejected
        else decide(draft, current.get((draft.indicator or "", draft.period or "")))
        async for draft in _in_turns(checked)
    ]


def _changes(draft: Draft) -> bool:
    return draft.outcome in {Outcome.CREATED, Outcome.RESTATED}


async def _keep(
    tx: Transaction,
    body: str,
    drafts: list[Draft],
    source: Source,
    *,
    batch: UUID,
    by: Principal,
) -> SubmissionSummary:
    head = await hold(tx, body)
    submission = kept_submission(
        body,
        drafts,
        source,
        batch=batch,
        by=by,
        recorded_at=head.recorded_at,
        content_hash=content_hash(content_of(drafts)),
    )
    await queries.append_submission(tx, submission)
    changed = [draft for draft in drafts if _changes(draft)]
    await append_versions(tx, kept_figures(changed, source, submission))
    await record(
        tx,
        Event(
            body=body,
            act="submission.received",
            subject=f"submissions/{submission.id}",
            by=by,
            content_hash=submission.content_hash,
            details=submission.counts,
        ),
    )
    return summary_of(submission)


def _refuse(result: BatchResult, terms: Terms) -> None:
    """Refuse a batch that keeps nothing, with every row's result in the problem."""
    rejected = result.counts.rejected
    told = result.model_dump(mode="json", include={"mode", "counts", "results"})
    faults = [fault for row in result.results for fault in faults_of_row(row)]
    if rejected == len(result.results):
        raise NothingAccepted(errors=faults, extra=told)
    if terms.atomic and rejected:
        raise BatchRejected(errors=faults, extra=told)


async def find_submission(reader: Reader, body: str, submission_id: UUID) -> SubmissionReceived:
    """Return a submission of a body.

    Raises:
        NotFound: If there is none of this id.
    """
    found = await queries.submission(reader, body, submission_id)
    if found is None:
        message = "There is no submission of this id."
        raise NotFound(message)
    return found
