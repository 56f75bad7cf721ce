"""Where a score divides the matrix: appetite and tolerance, as steps between squares."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.risk.views.heatmap import Matrix


class Corner(NamedTuple):
    """Where squares meet: how many columns lie to its left, and how many rows below."""

    column: int
    row: int


def dividing_lines(matrix: Matrix, score: int) -> Sequence[Sequence[Corner]]:
    """Return the lines that part the squares up to *score* from those above it.

    Each is told by the corners where it begins, turns and ends. There is none if all squares lie on
    one side; there are several if the squares above lie in several places.
    """
    neighbours: dict[Corner, list[Corner]] = {}
    for one, other in _edges(matrix, score):
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    # A line that ends at the border is begun at its end; what is left then runs in circles.
    begins = sorted(neighbours, key=lambda corner: (len(neighbours[corner]) % 2 == 0, corner))
    return [_straightened(_walked(neighbours, at)) for at in begins if neighbours[at]]


def _edges(matrix: Matrix, score: int) -> Iterable[tuple[Corner, Corner]]:
    """Yield each side of a square that has the one sort of square on one hand, and the other."""
    is_above = [[cell.score > score for cell in row] for row in matrix.cells]
    for row, cells in enumerate(is_above):
        for column, (left, right) in enumerate(pairwise(cells), start=1):
            if left != right:
                yield Corner(column, row), Corner(column, row + 1)
    for row, (below, above) in enumerate(pairwise(is_above), start=1):
        for column, (lower, upper) in enumerate(zip(below, above, strict=True)):
            if lower != upper:
                yield Corner(column, row), Corner(column + 1, row)


def _walked(neighbours: dict[Corner, list[Corner]], at: Corner) -> Sequence[Corner]:
    """Return the way from a corner on until it ends, and take it away from *neighbours*."""
    way = [at]
    while neighbours[at]:
        onward = min(neighbours[at])
        neighbours[at].remove(onward)
        neighbours[onward].remove(at)
        way.append(onward)
        at = onward
    return way


def _straightened(way: Sequence[Corner]) -> Sequence[Corner]:
    """Leave out the corners at which a line goes straight on."""
    turns = [
        now
        for before, now, after in zip(way, way[1:], way[2:], strict=False)
        if (before.column == now.column) != (now.column == after.column)
    ]
    return [way[0], *turns, way[-1]]
