"""One body's rows with their outcomes, and what they come to."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from services.kpi.approval.queries import Waiting
from services.kpi.approval.tables import Fate
from services.kpi.submissions.outcomes import CHANGES, content_of, decide, settle
from services.kpi.submissions.plausibility import Neighbours, exceeds_100
from shared.contracts.kpi.submissions import Outcome, RowResult
from shared.contracts.kpi.vocabulary import Accumulation, Basis
from shared.journal import canonical, content_hash_of_list

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from services.kpi.figures.queries import Standing
    from services.kpi.submissions.drafts import Draft
    from services.kpi.submissions.plain import PlainFigure
    from services.kpi.submissions.plausibility import FigureKey, Numbers
    from shared.contracts.kpi.indicators import Indicator

_WAIT_ENDS: Final = CHANGES | {Outcome.UNCHANGED}


@dataclass(slots=True)
class Decided:
    """The rows of one body, decided.

    Attributes:
        waiting: What was held before, of the rows' natural keys.
    """

    body: str
    drafts: list[Draft]
    plain: list[tuple[Outcome, PlainFigure]] = field(default_factory=list)
    waiting: Mapping[FigureKey, Waiting] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[Outcome]:
        """How many rows met each outcome."""
        told = [draft.outcome for draft in self.drafts if draft.outcome is not None]
        return Counter(told) + Counter(outcome for outcome, _ in self.plain)

    def changes(self) -> bool:
        """Return whether any row makes a version, or is held that was not held so before."""
        return bool(CHANGES & self.counts.keys()) or any(True for _ in self._newly_held())

    def content_hash(self) -> str:
        """Return the SHA-256 over what changes and what is held, by natural key."""
        held = {id(draft) for draft in self._newly_held()}
        telling = [d for d in self.drafts if d.outcome is not Outcome.HELD or id(d) in held]
        said = [
            ((figure["indicator"], figure["period"]), canonical(figure))
            for figure in content_of(telling)
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

    def held(self, submission: UUID, recorded_at: datetime) -> list[Waiting]:
        """Return what is newly held, as it is kept."""
        return [
            Waiting(
                body=self.body,
                indicator=draft.sent.indicator,
                period=draft.sent.period,
                recorded_at=recorded_at,
                submission=submission,
                fate=Fate.HELD,
                row=draft.place.row,
                numerator=draft.sent.numerator,
                denominator=draft.sent.denominator,
                value=draft.value,
                basis=draft.basis,
                status=draft.sent.status,
                reason=draft.sent.reason,
                explanation=draft.sent.explanation,
                problems=[problem.model_dump(mode="json") for problem in draft.problems],
            )
            for draft in self._newly_held()
            if draft.sent is not None
        ]

    def replaced(self) -> list[Waiting]:
        """Return what waits no longer, since another value came: of other submissions' rows."""
        if not self.waiting:
            return []
        ending = {
            (draft.indicator or "", draft.period or "")
            for draft in self.drafts
            if draft.outcome in _WAIT_ENDS
        }
        ending |= {(r.indicator, r.period) for outcome, r in self.plain if outcome in _WAIT_ENDS}
        ending |= self.held_anew()
        return [one for key, one in sorted(self.waiting.items()) if key in ending]

    def held_anew(self) -> set[FigureKey]:
        """Return the natural keys of what is newly held."""
        return {(draft.indicator or "", draft.period or "") for draft in self._newly_held()}

    def results(self, *, tells_all: bool) -> list[RowResult]:
        """Return what became of the rows, in the order in which they were sent."""
        told = [
            draft.result()
            for draft in self.drafts
            if tells_all or draft.outcome in {Outcome.REJECTED, Outcome.HELD}
        ]
        if tells_all:
            told += [_result(self.body, outcome, row) for outcome, row in self.plain]
        return sorted(told, key=lambda result: result.row)

    def _newly_held(self) -> Iterator[Draft]:
        for draft in self.drafts:
            if draft.outcome is Outcome.HELD and draft.sent is not None:
                before = self.waiting.get((draft.sent.indicator, draft.sent.period))
                sent = draft.sent
                says = (sent.numerator, sent.denominator, draft.value, sent.status)
                if before is None or before.says != says:
                    yield draft


@dataclass(slots=True)
class Deciding:
    """What each row is decided by: what stands, and the figures beside it."""

    decided: Decided
    current: Mapping[FigureKey, Standing]
    indicators: Mapping[str, Indicator]
    drafts: Sequence[Draft]
    plain: Sequence[PlainFigure]
    _neighbours: Neighbours = field(init=False)

    def __post_init__(self) -> None:
        """Look at the batch's own figures before those that stand."""
        sent: dict[FigureKey, Numbers] = {(row.indicator, row.period): row for row in self.plain}
        sent |= {
            (draft.sent.indicator, draft.sent.period): _Sent(draft.sent.numerator, draft.value)
            for draft in self.drafts
            if draft.sent is not None and not draft.is_rejected
        }
        self._neighbours = Neighbours(self.current, sent)

    def decide(self, draft: Draft) -> Draft:
        """Return a row with its outcome; held if it is doubtful and says nothing of why."""
        decided = decide(draft, self.current.get((draft.indicator or "", draft.period or "")))
        if decided.outcome not in CHANGES or draft.sent is None:
            return decided
        indicator = self.indicators[draft.sent.indicator]
        says = _Sent(draft.sent.numerator, decided.value)
        doubts = self._neighbours.doubts(indicator, draft.sent.period, says)
        return settle(decided, doubts) if doubts else decided

    def decide_plain(self) -> None:
        """Decide the plain rows: those on which there is more to say than a word as all others."""
        decided = self.decided
        for row in self.plain:
            stands = self.current.get((row.indicator, row.period))
            if stands is None and not self._is_doubtful(row):
                decided.plain.append((Outcome.CREATED, row))
            elif stands is not None and stands[:4] == row.says:
                if row.explanation in {None, stands.explanation}:
                    decided.plain.append((Outcome.UNCHANGED, row))
                else:
                    decided.drafts.append(self.decide(row.draft(decided.body)))
            elif stands is not None and row.reason is not None and not self._is_doubtful(row):
                decided.plain.append((Outcome.RESTATED, row))
            else:
                decided.drafts.append(self.decide(row.draft(decided.body)))

    def _is_doubtful(self, row: PlainFigure) -> bool:
        indicator = self.indicators[row.indicator]
        if indicator.accumulation is not Accumulation.CUMULATIVE:
            return exceeds_100(indicator, row.value)
        return bool(self._neighbours.doubts(indicator, row.period, row))


class _Sent(NamedTuple):
    """What a row says in numbers."""

    numerator: Decimal | None
    value: Decimal | None


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
