"""A register's open risks on its matrix: where they stand, where they are to be, who moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.heatmap.map import Beside, Square, band_at, squares
from services.risk.registers.rules import have_same_scales
from shared.contracts.risk.views import CellRisks, HeatCell, HeatMapShown, HeatMove, OffGrid
from shared.contracts.risk.vocabulary import AssessmentKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from services.risk.heatmap.map import Place
    from services.risk.views.gathering import Entry, Scored, Snapshot
    from services.risk.views.rows import Earlier
    from services.risk.views.sight import Sight
    from shared.contracts.risk.registers import Matrix


def place_of(scored: Scored | None, matrix: Matrix) -> Place:
    """Return where a score stands on a matrix, or why it stands beside it."""
    if scored is None or scored.score.likelihood is None or scored.score.impact is None:
        return Beside.UNKNOWN
    if not have_same_scales(scored.matrix, matrix):
        return Beside.ANOTHER_MATRIX
    return Square(scored.score.likelihood, scored.score.impact)


def heat_map(snapshot: Snapshot, sight: Sight, earlier: Earlier | None = None) -> HeatMapShown:
    """Return the heat map of a register, with who moved since *earlier*."""
    matrix = snapshot.register.matrix
    current = _placed(snapshot, AssessmentKind.CURRENT)
    target = _placed(snapshot, AssessmentKind.TARGET)
    return HeatMapShown(
        **sight.of(snapshot.register),
        since=earlier.since if earlier else None,
        matrix=matrix,
        cells=[_cell(matrix, square, current, target) for square in squares(matrix)],
        current_beside=_beside(current),
        target_beside=_beside(target),
        moves=list(_moves(snapshot, earlier)) if earlier else [],
    )


def _placed(snapshot: Snapshot, kind: AssessmentKind) -> Mapping[Place, Sequence[str]]:
    """Return which open risks stand where, each list by reference."""
    placed: dict[Place, list[str]] = {}
    for entry in snapshot.open_entries:
        where = place_of(entry.scores.get(kind), snapshot.register.matrix)
        placed.setdefault(where, []).append(entry.risk.reference)
    return placed


def _cell(
    matrix: Matrix,
    square: Square,
    current: Mapping[Place, Sequence[str]],
    target: Mapping[Place, Sequence[str]],
) -> HeatCell:
    return HeatCell(
        likelihood=square.likelihood,
        impact=square.impact,
        score=square.score,
        band=band_at(matrix, square).code,
        current=_risks(current.get(square, ())),
        target=_risks(target.get(square, ())),
    )


def _risks(references: Sequence[str]) -> CellRisks:
    return CellRisks(count=len(references), references=list(references))


def _beside(placed: Mapping[Place, Sequence[str]]) -> OffGrid:
    return OffGrid(
        unknown=list(placed.get(Beside.UNKNOWN, ())),
        another_matrix=list(placed.get(Beside.ANOTHER_MATRIX, ())),
    )


def _moves(snapshot: Snapshot, earlier: Earlier) -> Iterator[HeatMove]:
    for entry in snapshot.open_entries:
        before = _current(earlier.entry(entry.risk.reference), snapshot)
        now = _current(entry, snapshot)
        if before is not None and now is not None and before != now:
            yield HeatMove(
                reference=entry.risk.reference,
                from_likelihood=before.likelihood,
                from_impact=before.impact,
                to_likelihood=now.likelihood,
                to_impact=now.impact,
            )


def _current(entry: Entry | None, snapshot: Snapshot) -> Square | None:
    """Return where a risk stood on the snapshot's matrix; None if nowhere."""
    if entry is None:
        return None
    where = place_of(entry.scores.get(AssessmentKind.CURRENT), snapshot.register.matrix)
    return where if isinstance(where, Square) else None
