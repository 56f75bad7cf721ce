"""The steps by which appetite and tolerance divide a matrix."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.risk.views.heatmap import Cell, Matrix
from services.risk.views.heatmap_lines import dividing_lines
from tests.risk.views.maps import matrix

SCORES = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 1), min_size=width, max_size=width), min_size=2)
)


def of_scores(scores: list[list[int]]) -> Matrix:
    cells = [[Cell(score, 0) for score in row] for row in scores]
    return matrix(len(scores), len(scores[0]), cells=cells)


def test_a_line_goes_down_in_steps() -> None:
    """4 x 4, appetite 4. Above it: 2 x 3, 2 x 4, 3 x 2 and so on; never a 1, and 2 x 2 is just 4.

    So it comes from the upper border behind the first column, goes down two rows (4 x 2 and 3 x 2
    are above), a column on, a row down, and out to the right above the lowest row.
    """
    assert dividing_lines(matrix(4, 4), 4) == [[(1, 4), (1, 2), (2, 2), (2, 1), (4, 1)]]


def test_there_is_no_line_where_all_lie_on_one_side() -> None:
    assert dividing_lines(matrix(4, 4), 16) == []
    assert dividing_lines(matrix(4, 4), 0) == []


def test_a_line_around_one_square_comes_back() -> None:
    [line] = dividing_lines(of_scores([[0, 0, 0], [0, 1, 0], [0, 0, 0]]), 0)

    assert line[0] == line[-1]
    assert set(line) == {(1, 1), (2, 1), (2, 2), (1, 2)}


def test_two_places_have_two_lines() -> None:
    lines = dividing_lines(of_scores([[1, 0, 0], [0, 0, 0], [0, 0, 1]]), 0)

    assert sorted(map(sorted, lines)) == [[(0, 1), (1, 0), (1, 1)], [(2, 2), (2, 3), (3, 2)]]


@given(SCORES.filter(lambda scores: len(scores) <= 6))
def test_lines_run_between_those_below_and_above_and_nowhere_else(scores: list[list[int]]) -> None:
    """Each side of a square that parts them is drawn once: counted here without any corner."""
    parted = {
        ((column, row), (column, row + 1))
        for row, cells in enumerate(scores)
        for column, (left, right) in enumerate(pairwise(cells), start=1)
        if left != right
    } | {
        ((column, row), (column + 1, row))
        for row, (below, above) in enumerate(pairwise(scores), start=1)
        for column in range(len(below))
        if below[column] != above[column]
    }

    drawn = [
        side
        for line in dividing_lines(of_scores(scores), 0)
        for (x, y), (to_x, to_y) in pairwise(line)
        for side in _sides(min(x, to_x), min(y, to_y), max(x, to_x), max(y, to_y))
    ]

    assert len(drawn) == len(set(drawn))
    assert set(drawn) == parted


def _sides(x: int, y: int, to_x: int, to_y: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    if x == to_x:
        return [((x, at), (x, at + 1)) for at in range(y, to_y)]
    assert y == to_y, "a step goes along a row or a column"
    return [((at, y), (at + 1, y)) for at in range(x, to_x)]
