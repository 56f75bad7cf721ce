"""Where a score divides the matrix: appetite and tolerance, as steps between squares."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.contracts.risk.registers import Matrix


class Corner(NamedTuple):
    """Where squares meet: how many columns lie to its left, and how many rows below."""

    column: int
    row: int


def dividing_line(matrix: Matrix, score: int) -> Sequence[Corner]:
    """Return the line that parts the squares up to *score* from those above it.

    It is told by the corners where it begins, turns and ends, from the upper left on; there is none
    if all squares lie on one side. Scores grow with likelihood and impact, so that it is one line,
    which only ever goes right and down.
    """
    rows, columns = len(matrix.likelihood), len(matrix.impact)
    way: list[Corner] = []
    for row in range(rows, 0, -1):
        within = min(columns, score // row)
        way += [Corner(within, row), Corner(within, row - 1)]
    # Along the border nothing is parted.
    while len(way) > 1 and way[1].column == 0:
        del way[0]
    while len(way) > 1 and way[-2].column == columns:
        del way[-1]
    return _straightened(list(dict.fromkeys(way))) if len(way) > 1 else ()


def _straightened(way: Sequence[Corner]) -> Sequence[Corner]:
    """Leave out the corners at which a line goes straight on."""
    turns = [
        now
        for before, now, after in zip(way, way[1:], way[2:], strict=False)
        if (before.column == now.column) != (now.column == after.column)
    ]
    return [way[0], *turns, way[-1]]
