"""A register's rows: chosen, put in order, and said with what a reader ought to know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from services.risk.assessments.rules import oddities
from services.risk.registers.rules import have_same_scales
from services.risk.views.comparing import ANOTHER_MATRIX, moved, share
from shared.contracts.answers import Flag
from shared.contracts.risk.views import RegisterRow
from shared.contracts.risk.vocabulary import AssessmentKind, RiskCategory, RiskState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from services.risk.views.gathering import Entry, Snapshot
    from shared.contracts.risk.registers import Matrix
    from shared.contracts.risk.signals import RiskSignal
    from shared.contracts.risk.standings import RiskStanding

_LAST: Final = "~"
"""It sorts behind every digit: what is not known comes last."""


class RowSort(StrEnum):
    """In which order rows stand; of equal ones, by reference."""

    REFERENCE = "reference"
    SCORE = "score"
    NEXT_REVIEW = "next_review"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows are wanted; None wants all."""

    state: RiskState | None = None
    band: str | None = None
    category: RiskCategory | None = None
    owner: str | None = None
    indicator: str | None = None
    stale: bool | None = None
    unscored: bool | None = None

    def take(self, row: RegisterRow) -> bool:
        """Return whether a row is wanted."""
        band = row.current.band if row.current else None
        owners = {owner.casefold() for owner in row.owners}
        unscored = row.current is None or row.current.score is None
        return (
            self.state in (None, row.state)
            and self.band in (None, band)
            and self.category in (None, row.category)
            and (self.owner is None or self.owner.casefold() in owners)
            and (self.indicator is None or self.indicator in row.indicators)
            and self.stale in (None, row.is_stale)
            and self.unscored in (None, unscored)
        )


@dataclass(frozen=True, slots=True)
class Earlier:
    """The register as it was, for movement since then; None if it was not there."""

    since: datetime
    snapshot: Snapshot | None

    def entry(self, reference: str) -> Entry | None:
        """Return a risk as it was."""
        return self.snapshot.entries.get(reference) if self.snapshot else None


def place(row: RegisterRow, sort: RowSort) -> tuple[str, str, str]:
    """Return where a row stands, in texts that sort as the rows do: a cursor is made of them.

    Scores are highest first, by their share of their matrix's highest; reviews earliest first; what
    is not known comes last.
    """
    mark = ""
    if sort is RowSort.SCORE:
        known = share(row.current)
        # Of at most 100, two shares differ by a ten-thousandth or more.
        mark = _LAST if known is None else f"{int((1 - known) * 10**6):07}"
    elif sort is RowSort.NEXT_REVIEW:
        mark = str(row.next_review or _LAST)
    return sort, mark, row.reference


def rows_of(
    snapshot: Snapshot,
    standings: Mapping[str, RiskStanding],
    signals: Mapping[str, Sequence[RiskSignal]],
    earlier: Earlier | None = None,
) -> Sequence[RegisterRow]:
    """Return each risk of a register as a row."""
    matrix = snapshot.register.matrix
    return [
        _row(entry, matrix, standings[reference], signals.get(reference, ()), earlier)
        for reference, entry in snapshot.entries.items()
    ]


def _row(
    entry: Entry,
    matrix: Matrix,
    standing: RiskStanding,
    signals: Sequence[RiskSignal],
    earlier: Earlier | None,
) -> RegisterRow:
    said = {name: getattr(entry.risk, name) for name in type(entry.risk).model_fields}
    movement = None
    if earlier is not None:
        before = earlier.entry(entry.risk.reference)
        was = before.scores.get(AssessmentKind.CURRENT) if before else None
        movement = moved(was, entry.scores.get(AssessmentKind.CURRENT), earlier.since)
    return RegisterRow(
        **said,
        inherent=entry.score(AssessmentKind.INHERENT),
        current=entry.score(AssessmentKind.CURRENT),
        target=entry.score(AssessmentKind.TARGET),
        movement=movement,
        last_review=standing.last_review,
        next_review=standing.next_review,
        is_stale=standing.is_stale,
        stale_working_days=standing.stale_working_days,
        overdue_actions=standing.overdue_actions,
        acceptance=standing.acceptance,
        signals=[Flag(code="reassess", detail=each.asks) for each in signals if each.asks],
        warnings=list(_warnings(entry, matrix)),
    )


def _warnings(entry: Entry, matrix: Matrix) -> Iterator[Flag]:
    if entry.is_open:
        yield from _warnings_of_score(entry, matrix)
    alike: list[tuple[Matrix, dict[AssessmentKind, int | None]]] = []
    for kind, scored in entry.scores.items():
        scores = next((one for matrix, one in alike if have_same_scales(matrix, scored.matrix)), {})
        if not scores:
            alike.append((scored.matrix, scores))
        scores[kind] = scored.score.score
    for _, scores in alike:
        yield from oddities(scores)


def _warnings_of_score(entry: Entry, matrix: Matrix) -> Iterator[Flag]:
    current = entry.scores.get(AssessmentKind.CURRENT)
    points = entry.points
    if current is None or points is None:
        yield Flag(code="current_unknown", detail="Its current score is not known.")
    elif not have_same_scales(current.matrix, matrix):
        detail = "Its current score was made on another matrix; assess it on this one."
        yield Flag(code=ANOTHER_MATRIX, detail=detail)
    elif matrix.tolerance is not None and points > matrix.tolerance:
        detail = f"Its current score, {points}, is above the tolerance, {matrix.tolerance}."
        yield Flag(code="above_tolerance", detail=detail)
