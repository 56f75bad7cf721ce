"""A register's open risks on its matrix: where they stand, where they are to be, who moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.registers.rules import band_of, have_same_scales, score
from services.risk.views.comparing import ANOTHER_MATRIX, UNKNOWN
from shared.contracts.risk.views import CellRisks, HeatCell, HeatMapShown, HeatMove, OffGrid
from shared.contracts.risk.vocabulary import AssessmentKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from services.risk.views.gathering import Entry, Scored, Snapshot
    from services.risk.views.rows import Earlier
    from services.risk.views.sight import Sight
    from shared.contracts.risk.registers import Matrix

Square = tuple[int, int]
"""A likelihood and an impact."""


def square_of(scored: Scored | None, matrix: Matrix) -> Square | str:
    """Return where a score stands on a matrix, or why it stands nowhere."""
    if scored is None or scored.score.likelihood is None or scored.score.impact is None:
        return UNKNOWN
    if not have_same_scales(scored.matrix, matrix):
        return ANOTHER_MATRIX
    return scored.score.likelihood, scored.score.impact


def heat_map(snapshot: Snapshot, sight: Sight, earlier: Earlier | None = None) -> HeatMapShown:
    """Return the heat map of a register, with who moved since *earlier*."""
    matrix = snapshot.register.matrix
    current = _placed(snapshot, AssessmentKind.CURRENT)
    target = _placed(snapshot, AssessmentKind.TARGET)
    return HeatMapShown(
        **sight.of(snapshot.register),
        since=earlier.since if earlier else None,
        matrix=matrix,
        cells=[
            _cell(matrix, (likelihood, impact), current, target)
            for likelihood in range(1, len(matrix.likelihood) + 1)
            for impact in range(1, len(matrix.impact) + 1)
        ],
        current_beside=_beside(current),
        target_beside=_beside(target),
        moves=list(_moves(snapshot, earlier)) if earlier else [],
    )


def _placed(snapshot: Snapshot, kind: AssessmentKind) -> Mapping[Square | str, Sequence[str]]:
    """Return which open risks stand where, each list by reference."""
    placed: dict[Square | str, list[str]] = {}
    for entry in snapshot.open_entries:
        where = square_of(entry.scores.get(kind), snapshot.register.matrix)
        placed.setdefault(where, []).append(entry.risk.reference)
    return placed


def _cell(
    matrix: Matrix,
    square: Square,
    current: Mapping[Square | str, Sequence[str]],
    target: Mapping[Square | str, Sequence[str]],
) -> HeatCell:
    points = score(*square)
    band = band_of(matrix, points)
    assert points is not None  # noqa: S101 - a square has both
    assert band is not None  # noqa: S101 - the lowest begins at 1
    return HeatCell(
        likelihood=square[0],
        impact=square[1],
        score=points,
        band=band.code,
        current=_risks(current.get(square, ())),
        target=_risks(target.get(square, ())),
    )


def _risks(references: Sequence[str]) -> CellRisks:
    return CellRisks(count=len(references), references=list(references))


def _beside(placed: Mapping[Square | str, Sequence[str]]) -> OffGrid:
    return OffGrid(
        unknown=list(placed.get(UNKNOWN, ())), another_matrix=list(placed.get(ANOTHER_MATRIX, ()))
    )


def _moves(snapshot: Snapshot, earlier: Earlier) -> Iterator[HeatMove]:
    for entry in snapshot.open_entries:
        before = _current(earlier.entry(entry.risk.reference), snapshot)
        now = _current(entry, snapshot)
        if before is not None and now is not None and before != now:
            yield HeatMove(
                reference=entry.risk.reference,
                from_likelihood=before[0],
                from_impact=before[1],
                to_likelihood=now[0],
                to_impact=now[1],
            )


def _current(entry: Entry | None, snapshot: Snapshot) -> Square | None:
    """Return where a risk stood on the snapshot's matrix; None if nowhere."""
    if entry is None:
        return None
    where = square_of(entry.scores.get(AssessmentKind.CURRENT), snapshot.register.matrix)
    return where if isinstance(where, tuple) else None
