"""The steps by which appetite and tolerance divide a matrix."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.risk.heatmap.lines import dividing_line
from tests.risk.heatmap.maps import matrix


def test_a_line_goes_down_in_steps() -> None:
    """4 x 4, appetite 4. Above it: 2 x 3, 2 x 4, 3 x 2 and so on; never a 1, and 2 x 2 is just 4.

    So it comes from the upper border behind the first column, goes down two rows (4 x 2 and 3 x 2
    are above), a column on, a row down, and out to the right above the lowest row.
    """
    assert dividing_line(matrix(4, 4), 4) == [(1, 4), (1, 2), (2, 2), (2, 1), (4, 1)]


def test_there_is_no_line_where_all_lie_on_one_side() -> None:
    assert not dividing_line(matrix(4, 4), 16)
    assert not dividing_line(matrix(4, 4), 0)


@given(st.integers(2, 10), st.integers(2, 10), st.integers(0, 101))
def test_a_line_runs_between_those_below_and_above_and_nowhere_else(
    rows: int, columns: int, score: int
) -> None:
    """Each side of a square that parts them is drawn once: counted here without any corner."""
    is_above = [
        [likelihood * impact > score for impact in range(1, columns + 1)]
        for likelihood in range(1, rows + 1)
    ]
    parted = {
        ((column, row), (column, row + 1))
        for row, cells in enumerate(is_above)
        for column, (left, right) in enumerate(pairwise(cells), start=1)
        if left != right
    } | {
        ((column, row), (column + 1, row))
        for row, (below, above) in enumerate(pairwise(is_above), start=1)
        for column in range(columns)
        if below[column] != above[column]
    }

    drawn = [
        side
        for (x, y), (to_x, to_y) in pairwise(dividing_line(matrix(rows, columns), score))
        for side in _sides(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))
    ]

    assert len(drawn) == len(set(drawn))
    assert set(drawn) == parted


def _sides(x: int, y: int, to_x: int, to_y: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    if x == to_x:
        return [((x, at), (x, at + 1)) for at in range(y, to_y)]
    assert y == to_y, "a step goes along a row or a column"
    return [((at, y), (at + 1, y)) for at in range(x, to_x)]
