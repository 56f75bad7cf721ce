"""Who stands where on the matrix, worked by hand."""

from __future__ import annotations

import pytest

from services.risk.heatmap.map import (
    Beside,
    MappedRisk,
    Move,
    Square,
    current_panel,
    moves,
    scores_of_bands,
    target_panel,
)
from services.risk.heatmap.words import description
from tests.risk.heatmap.maps import bands, heat_map, matrix

SIX = [
    MappedRisk("R1", Square(4, 5), Square(2, 3), earlier=Square(3, 5)),
    MappedRisk("R2", Square(4, 5), Square(2, 5), earlier=Square(3, 5)),
    MappedRisk("R3", Square(1, 1), earlier=Square(1, 1)),
    MappedRisk("R4", Beside.ANOTHER_MATRIX, Square(2, 3), earlier=Square(5, 5)),
    MappedRisk("R5"),
    MappedRisk("R6", Square(2, 3), Square(2, 3), earlier=Square(5, 5)),
]


def test_each_risk_is_counted_where_it_stands() -> None:
    panel = current_panel(heat_map(SIX))

    assert panel.placed == {(4, 5): ["R1", "R2"], (1, 1): ["R3"], (2, 3): ["R6"]}
    assert panel.beside == {Beside.ANOTHER_MATRIX: ["R4"], Beside.UNKNOWN: ["R5"]}
    assert panel.scored == 4


def test_each_risk_is_counted_where_it_is_meant_to_stand() -> None:
    panel = target_panel(heat_map(SIX))

    assert panel.placed == {(2, 3): ["R1", "R4", "R6"], (2, 5): ["R2"]}
    assert panel.beside == {Beside.UNKNOWN: ["R3", "R5"]}


def test_movements_are_those_between_known_scores() -> None:
    """R3 stayed; what became of R4 nobody knows; R5 was never scored."""
    assert moves(heat_map(SIX)) == [
        Move(Square(3, 5), Square(4, 5), risks=2),
        Move(Square(5, 5), Square(2, 3), risks=1),
    ]


def test_a_steep_rise_comes_before_a_slight_one_and_both_before_a_fall() -> None:
    risks = [
        MappedRisk("fall", Square(1, 1), earlier=Square(5, 5)),
        MappedRisk("slight", Square(2, 1), earlier=Square(1, 1)),
        MappedRisk("steep", Square(5, 5), earlier=Square(2, 1)),
    ]

    assert [move.now for move in moves(heat_map(risks))] == [(5, 5), (2, 1), (1, 1)]


def test_without_an_earlier_day_nothing_moved() -> None:
    assert moves(heat_map(SIX, since=None)) == ()


def test_a_register_without_risks_has_an_empty_map() -> None:
    panel = current_panel(heat_map([]))

    assert (panel.placed, panel.beside, panel.scored) == ({}, {}, 0)


def test_a_band_says_its_scores() -> None:
    """Bands of a 5 x 5: to 4, to 9, to 16, and beyond. Of 1 to 25, only 14 are products."""
    on = matrix(bands=bands(("A", "B", "C", "D"), (1, 5, 10, 17)))

    assert scores_of_bands(on) == ["1–4", "5–9", "10–16", "20–25"]  # noqa: RUF001


def test_a_band_of_one_score_says_that_and_one_of_none_nothing() -> None:
    """The products of two by two are 1, 2 and 4."""
    on = matrix(2, 2, bands=bands(("A", "B", "C"), (1, 3, 4)))

    assert scores_of_bands(on) == ["1–2", "", "4"]  # noqa: RUF001


def test_the_description_says_what_is_seen() -> None:
    """By hand: 20, 20, 1 and 6 of 25 are very high, very high, low and low; targets 6, 10, 6, 6."""
    told = description(heat_map(SIX, matrix=matrix(appetite=8)))

    assert "Strategic risks · Leicestershire Partnership · as at 30 September 2020." in told
    assert "Current: 2 Very high, 2 Low, 1 of unknown score, 1 scored on another matrix." in told
    assert "Target: 1 Medium, 3 Low, 2 of unknown score." in told
    assert "3 risks moved since 30 June 2020." in told
    assert "Above the appetite of 8: 2 risks." in told
    assert "tolerance" not in told
    assert "R1" not in told


@pytest.mark.parametrize("square", [Square(0, 1), Square(1, 0), Square(6, 1), Square(1, 6)])
@pytest.mark.parametrize("which", ["current", "target", "earlier"])
def test_no_risk_stands_outside_the_matrix(which: str, square: Square) -> None:
    with pytest.raises(ValueError, match="stands on the matrix"):
        heat_map([MappedRisk("R1", **{which: square})])


def test_a_reference_stands_for_one_risk() -> None:
    with pytest.raises(ValueError, match="one risk"):
        heat_map([MappedRisk("R1"), MappedRisk("R1", Square(1, 1))])
