"""One body's rows: decided under its lock, against what stands there, and kept as a submission."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from itertools import repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from services.kpi.approval.queries import append_held, held_of_keys
from services.kpi.figures.queries import append_versions, current_figures
from services.kpi.submissions import queries
from services.kpi.submissions.amending import amend
from services.kpi.submissions.checks import duplicates, without_derived, without_duplicates
from services.kpi.submissions.decided import Decided, Deciding
from services.kpi.submissions.keeping import (
    kept_submission,
    said_of_its_figures,
    summary_of,
)
from services.kpi.submissions.plausibility import year_around
from services.kpi.submissions.states import Stand, State
from shared.contracts.kpi.submissions import Outcome, RowResult
from shared.contracts.kpi.vocabulary import Accumulation
from shared.journal import Event, hold, record
from shared.security.hands import Hand

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from uuid import UUID

    from services.kpi.figures.queries import Standing
    from services.kpi.submissions.checks import Key, World
    from services.kpi.submissions.drafts import Draft
    from services.kpi.submissions.keeping import Source
    from services.kpi.submissions.plain import PlainFigure
    from shared.contracts.kpi.submissions import SubmissionSummary
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction

Result = TypeVar("Result")

_INDICATOR: Final = attrgetter("indicator")
_PERIOD: Final = attrgetter("period")

_ASIDE_FROM = 500
"""Rows from which on they are worked on in a thread, so that other requests go on."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What a batch's rows have in common.

    Attributes:
        tells_all: Whether each row is told its outcome, or only those that are not kept.
    """

    id: UUID
    source: Source
    by: Principal
    world: World
    tells_all: bool = True


class Taken(NamedTuple):
    """What became of one body's rows."""

    counts: Counter[Outcome]
    results: list[RowResult]
    submission: SubmissionSummary | None = None


async def take(
    tx: Transaction, body: str, drafts: list[Draft], plain: list[PlainFigure], batch: Intake
) -> Taken:
    """Decide one body's rows and keep what holds, as one submission if anything changes."""
    decided = await _decide(tx, body, drafts, plain, batch.world)
    results = await _aside(decided.rows, lambda: decided.results(tells_all=batch.tells_all))
    counts = decided.counts
    replaced = decided.replaced()
    if decided.changes():
        return Taken(counts, results, await _keep(tx, decided, counts, results, batch))
    if replaced:
        await amend(tx, decided, replaced, by=batch.by)
    return Taken(counts, results)


async def _keep(
    tx: Transaction,
    decided: Decided,
    counts: Counter[Outcome],
    results: list[RowResult],
    batch: Intake,
) -> SubmissionSummary:
    body = decided.body
    head = await hold(tx, body)
    content_hash = await _aside(decided.rows, decided.content_hash)
    submission = await _aside(
        decided.rows,
        lambda: kept_submission(
            body,
            counts,
            results,
            batch=batch.id,
            source=batch.source,
            by=batch.by,
            recorded_at=head.recorded_at,
            content_hash=content_hash,
        ),
    )
    await queries.append_submission(tx, submission)
    alike = said_of_its_figures(submission)
    await append_versions(tx, alike, await _aside(decided.rows, decided.versions))
    if replaced := decided.replaced():
        await amend(tx, decided, replaced, by=batch.by)
    held = decided.held(submission["id"], head.recorded_at)
    await append_held(tx, held)
    await record(
        tx,
        Event(
            body=body,
            act="submission.received",
            subject=f"submissions/{submission['id']}",
            by=batch.by,
            content_hash=submission["content_hash"],
            details=submission["counts"],
        ),
    )
    stand = Stand(
        body=body,
        id=submission["id"],
        state=State.HELD if held else State.READY,
        content_hash=submission["content_hash"],
        submitter=Hand.of(batch.by),
    )
    return summary_of(stand, submission["counts"], by=batch.by)


async def _decide(
    tx: Transaction, body: str, drafts: list[Draft], plain: list[PlainFigure], world: World
) -> Decided:
    """Decide the rows of one body, under its lock, against what stands there."""
    twice = duplicates(
        (draft.key for draft in drafts),
        zip(repeat(body), map(_INDICATOR, plain), map(_PERIOD, plain)),
    )
    if twice:
        again = [row for row in plain if (body, row.indicator, row.period) in twice]
        plain = [row for row in plain if (body, row.indicator, row.period) not in twice]
        drafts = drafts + [row.draft(body) for row in again]
        drafts = without_duplicates(drafts, twice)
    sound = [draft for draft in drafts if not draft.is_rejected]
    if not sound and not plain:
        return Decided(body, drafts)
    await hold(tx, body)
    asked = {draft.indicator or "" for draft in sound} | {row.indicator for row in plain}
    pooled = {part for code in asked for part in world.indicators[code].pooled_from}
    periods = {draft.period or "" for draft in sound} | {row.period for row in plain}
    beside = periods
    if any(world.indicators[code].accumulation is Accumulation.CUMULATIVE for code in asked):
        beside = {near for period in periods for near in year_around(period)[0]}
    current = await current_figures(tx, body, asked | pooled, beside)
    waiting = await held_of_keys(tx, body, asked, periods)
    checked = drafts
    if pooled:
        checked = without_derived(drafts, world, _with_components(body, sound, plain, current))
    decided = Decided(body, [], waiting=waiting)
    deciding = Deciding(decided, current, world.indicators)
    await _aside(len(checked) + len(plain), lambda: deciding.decide_all(checked, plain))
    return decided


def _with_components(
    body: str,
    sound: Sequence[Draft],
    plain: Sequence[PlainFigure],
    current: Mapping[tuple[str, str], Standing],
) -> set[Key]:
    """Return the figures that have components once these rows are kept."""
    stored = {(body, *key): says.numerator is not None for key, says in current.items()}
    sent = {
        draft.key: draft.sent.numerator is not None for draft in sound if draft.key and draft.sent
    }
    sent |= {(body, row.indicator, row.period): True for row in plain}
    return {key for key, has_components in (stored | sent).items() if has_components}


async def _aside(rows: int, work: Callable[[], Result]) -> Result:
    """Return what *work* returns; done in a thread if it is for many rows."""
    return await asyncio.to_thread(work) if rows >= _ASIDE_FROM else work()
