"""One body's rows with their outcomes, and what they come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from services.kpi.approval.queries import Waiting
from services.kpi.approval.vocabulary import Fate
from services.kpi.submissions.drafts import Draft
from services.kpi.submissions.outcomes import CHANGES, content_of, decide, settle
from services.kpi.submissions.plausibility import Neighbours, exceeds_100
from shared.contracts.kpi.submissions import Outcome, RowResult
from shared.contracts.kpi.vocabulary import Accumulation
from shared.journal import canonical, content_hash_of_list

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from services.kpi.figures.queries import Standing
    from services.kpi.submissions.plain import PlainFigure
    from services.kpi.submissions.plausibility import FigureKey
    from shared.contracts.kpi.indicators import Indicator

_WAIT_ENDS: Final = CHANGES | {Outcome.UNCHANGED}


@dataclass(slots=True)
class Decided:
    """The rows of one body, decided.

    Attributes:
        plain: The rows that are plainly right, by outcome.
        waiting: What was held before, of the rows' natural keys.
    """

    body: str
    drafts: list[Draft]
    plain: defaultdict[Outcome, list[PlainFigure]] = field(
        default_factory=lambda: defaultdict(list)
    )
    waiting: Mapping[FigureKey, Waiting] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.drafts) + sum(map(len, self.plain.values()))

    @property
    def counts(self) -> Counter[Outcome]:
        """How many rows met each outcome."""
        told = [draft.outcome for draft in self.drafts if draft.outcome is not None]
        return Counter(told) + Counter({outcome: len(rows) for outcome, rows in self.plain.items()})

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
        said += [((row.indicator, row.period), row.content()) for row in self._plain_of(CHANGES)]
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
        new += [row.own for row in self._plain_of(CHANGES)]
        return sorted(new, key=itemgetter(0, 1))

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
        ending |= {(row.indicator, row.period) for row in self._plain_of(_WAIT_ENDS)}
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
            told += [
                _result(self.body, outcome, row)
                for outcome, rows in self.plain.items()
                for row in rows
            ]
        return sorted(told, key=lambda result: result.row)

    def _plain_of(self, outcomes: Collection[Outcome]) -> Iterator[PlainFigure]:
        return chain.from_iterable(self.plain[outcome] for outcome in outcomes)

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
    _beside: Neighbours = field(init=False)

    def __post_init__(self) -> None:
        """Begin with what stands."""
        self._beside = Neighbours(dict(self.current))

    def decide_all(self, drafts: Sequence[Draft], plain: Sequence[PlainFigure]) -> None:
        """Decide every row, in the order of their periods: each is judged beside those before.

        A plain row of a figure that does not count from April is judged by itself.
        """
        cumulative = {
            code
            for code, indicator in self.indicators.items()
            if indicator.accumulation is Accumulation.CUMULATIVE
        }
        # Of one key there is one row: others were rejected as duplicates.
        rows: dict[FigureKey, Draft | PlainFigure] = {}
        for code, of_code in groupby(plain, attrgetter("indicator")):
            if code in cumulative:
                rows.update(((code, row.period), row) for row in of_code)
            else:
                self._decide_by_themselves(self.indicators[code], of_code)
        for draft in drafts:
            if draft.is_rejected or draft.sent is None:
                self.decided.drafts.append(draft)
            else:
                rows[draft.sent.indicator, draft.sent.period] = draft
        coming = self._beside.coming
        coming.update(key for key, row in rows.items() if self._may_be_kept(key, row))
        for key in sorted(rows):
            one = rows[key]
            coming.discard(key)
            if isinstance(one, Draft):
                self._decide(key, one)
            else:
                self._decide_plain(key, one)

    def _decide_by_themselves(self, indicator: Indicator, rows: Iterable[PlainFigure]) -> None:
        """Decide plain rows of one indicator, each by itself; most are new and without doubt."""
        code = indicator.code
        created = self.decided.plain[Outcome.CREATED]
        for row in rows:
            if (code, row.period) in self.current or exceeds_100(indicator, row.value):
                self._decide_plain((code, row.period), row)
            else:
                created.append(row)

    def _may_be_kept(self, key: FigureKey, row: Draft | PlainFigure) -> bool:
        """Return whether a row is not rejected because it changes a figure without a reason."""
        if key not in self.current:
            return True
        if isinstance(row, Draft):
            return decide(row, self.current[key]).outcome is not Outcome.REJECTED
        return row.reason is not None or self.current[key][:4] == row.says

    def _decide(self, key: FigureKey, draft: Draft) -> None:
        """Decide a row; it is held if it is doubtful and says nothing of why."""
        decided = decide(draft, self.current.get(key))
        if decided.outcome in CHANGES and draft.sent is not None:
            says = _Sent(draft.sent.numerator, decided.value)
            doubts = self._beside.doubts(self.indicators[key[0]], key[1], says)
            decided = settle(decided, doubts) if doubts else decided
            if decided.outcome in CHANGES:
                self._beside.keep(key, says)
        self.decided.drafts.append(decided)

    def _decide_plain(self, key: FigureKey, row: PlainFigure) -> None:
        """Decide a plain row as a word, unless there is more to say on it."""
        outcome = self._word(key, row)
        if outcome is None:
            self._decide(key, row.draft(self.decided.body))
            return
        self.decided.plain[outcome].append(row)
        if outcome is not Outcome.UNCHANGED:
            self._beside.keep(key, row)

    def _word(self, key: FigureKey, row: PlainFigure) -> Outcome | None:
        stands = self.current.get(key)
        if stands is not None and stands[:4] == row.says:
            return Outcome.UNCHANGED if row.explanation in {None, stands.explanation} else None
        if stands is not None and row.reason is None:
            return None
        if self._is_doubtful(key, row):
            return None
        return Outcome.CREATED if stands is None else Outcome.RESTATED

    def _is_doubtful(self, key: FigureKey, row: PlainFigure) -> bool:
        indicator = self.indicators[key[0]]
        if indicator.accumulation is not Accumulation.CUMULATIVE:
            return exceeds_100(indicator, row.value)
        return bool(self._beside.doubts(indicator, key[1], row))


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
