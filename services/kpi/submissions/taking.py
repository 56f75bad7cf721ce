"""One body's rows: decided under its lock, against what stands there, and kept as a submission."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from services.kpi.figures.queries import append_versions, current_figures
from services.kpi.submissions import queries
from services.kpi.submissions.checks import duplicates, without_derived, without_duplicates
from services.kpi.submissions.drafts import in_turns
from services.kpi.submissions.keeping import kept_submission, summary_of
from services.kpi.submissions.outcomes import CHANGES, content_of, decide
from shared.contracts.kpi.submissions import Outcome, RowResult
from shared.contracts.kpi.vocabulary import Basis
from shared.journal import Event, canonical, content_hash_of_list, hold, record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from services.kpi.figures.queries import Standing
    from services.kpi.submissions.checks import Key, World
    from services.kpi.submissions.drafts import Draft
    from services.kpi.submissions.keeping import Source
    from services.kpi.submissions.plain import PlainFigure
    from shared.contracts.kpi.submissions import SubmissionSummary
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction

_ASIDE_FROM = 500
"""Rows from which on they are worked on in a thread, so that other requests go on."""


@dataclass(frozen=True, slots=True)
class Batch:
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


@dataclass(slots=True)
class _Decided:
    """One body's rows with their outcomes."""

    body: str
    drafts: list[Draft]
    plain: list[tuple[Outcome, PlainFigure]] = field(default_factory=list)

    @property
    def counts(self) -> Counter[Outcome]:
        told = [draft.outcome for draft in self.drafts if draft.outcome is not None]
        return Counter(told) + Counter(outcome for outcome, _ in self.plain)

    def changes(self) -> bool:
        """Return whether any row changes anything."""
        return bool(CHANGES & self.counts.keys())

    def content_hash(self) -> str:
        """Return the SHA-256 over what changes, in the order of the natural keys."""
        said = [
            ((figure["indicator"], figure["period"]), canonical(figure))
            for figure in content_of(self.drafts)
        ]
        said += [
            ((row.indicator, row.period), row.content())
            for outcome, row in self.plain
            if outcome in CHANGES
        ]
        return content_hash_of_list(text for _, text in sorted(said))

    def versions(self) -> list[Sequence[Any]]:
        """Return what each new version says for itself, in the order of `figures.queries.OWN`."""
        new: list[Sequence[Any]] = [
            (
                draft.sent.indicator,
                draft.sent.period,
                draft.sent.numerator,
                draft.sent.denominator,
                draft.value,
                draft.basis,
                draft.sent.status,
                draft.sent.reason,
                draft.sent.explanation,
            )
            for draft in self.drafts
            if draft.sent is not None and draft.outcome in CHANGES
        ]
        components = str(Basis.COMPONENTS)
        new += [
            (*row[2:7], components, *row[7:]) for outcome, row in self.plain if outcome in CHANGES
        ]
        return sorted(new, key=lambda said: (said[0], said[1]))

    def results(self, *, tells_all: bool) -> list[RowResult]:
        """Return what became of the rows, in the order in which they were sent."""
        told = [
            draft.result()
            for draft in self.drafts
            if tells_all or draft.outcome is Outcome.REJECTED
        ]
        if tells_all:
            told += [_result(self.body, outcome, row) for outcome, row in self.plain]
        return sorted(told, key=lambda result: result.row)


async def take(
    tx: Transaction, body: str, drafts: list[Draft], plain: list[PlainFigure], batch: Batch
) -> Taken:
    """Decide one body's rows and keep what holds, as one submission if anything changes."""
    decided = await _decide(tx, body, drafts, plain, batch.world)
    results = await _aside(plain, lambda: decided.results(tells_all=batch.tells_all))
    counts = decided.counts
    if not decided.changes():
        return Taken(counts, results)
    head = await hold(tx, body)
    submission = kept_submission(
        body,
        counts,
        results,
        batch=batch.id,
        source=batch.source,
        by=batch.by,
        recorded_at=head.recorded_at,
        content_hash=await _aside(plain, decided.content_hash),
    )
    await queries.append_submission(tx, submission)
    alike = queries.said_of_its_figures(submission)
    await append_versions(tx, alike, await _aside(plain, decided.versions))
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
    return Taken(counts, results, summary_of(submission))


async def _decide(
    tx: Transaction, body: str, drafts: list[Draft], plain: list[PlainFigure], world: World
) -> _Decided:
    """Decide the rows of one body, under its lock, against what stands there."""
    twice = duplicates(
        (draft.key for draft in drafts), ((body, row.indicator, row.period) for row in plain)
    )
    if twice:
        again = [row for row in plain if (body, row.indicator, row.period) in twice]
        plain = [row for row in plain if (body, row.indicator, row.period) not in twice]
        drafts = drafts + [row.draft(body) for row in again]
        drafts = without_duplicates(drafts, twice)
    sound = [draft for draft in drafts if not draft.is_rejected]
    if not sound and not plain:
        return _Decided(body, drafts)
    await hold(tx, body)
    asked = {draft.indicator or "" for draft in sound} | {row.indicator for row in plain}
    pooled = {part for code in asked for part in world.indicators[code].pooled_from}
    periods = {draft.period or "" for draft in sound} | {row.period for row in plain}
    current = await current_figures(tx, body, asked | pooled, periods)
    checked = drafts
    if pooled:
        checked = without_derived(drafts, world, _with_components(body, sound, plain, current))
    decided = _Decided(
        body,
        [
            draft
            if draft.is_rejected
            else decide(draft, current.get((draft.indicator or "", draft.period or "")))
            async for draft in in_turns(checked)
        ],
    )
    await _aside(plain, lambda: _decide_plain(decided, plain, current))
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


def _decide_plain(
    decided: _Decided,
    plain: Iterable[PlainFigure],
    current: Mapping[tuple[str, str], Standing],
) -> None:
    """Decide the plain rows: those on which there is more to say than a word as all others are."""
    for row in plain:
        stands = current.get((row.indicator, row.period))
        if stands is None:
            decided.plain.append((Outcome.CREATED, row))
        elif stands[:4] != row.says and row.reason is not None:
            decided.plain.append((Outcome.RESTATED, row))
        elif stands[:4] == row.says and row.explanation in {None, stands.explanation}:
            decided.plain.append((Outcome.UNCHANGED, row))
        else:
            decided.drafts.append(decide(row.draft(decided.body), stands))


def _result(body: str, outcome: Outcome, row: PlainFigure) -> RowResult:
    return RowResult.model_construct(
        row=row.number,
        line=row.line,
        body=body,
        indicator=row.indicator,
        period=row.period,
        outcome=outcome,
        value=row.value,
        problems=[],
    )


async def _aside(rows: Sequence[Any], work: Any) -> Any:
    """Return what *work* returns; done in a thread if it is for many rows."""
    return await asyncio.to_thread(work) if len(rows) >= _ASIDE_FROM else work()
