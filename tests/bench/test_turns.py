from __future__ import annotations

import pytest

from bench.turns import in_turns


def test_sides_are_measured_in_turns_and_every_other_round_backwards() -> None:
    """Else one side would always run on the machine that the other has just warmed."""
    order: list[str] = []

    def side(name: str) -> float:
        order.append(name)
        return 1.0

    in_turns({"a": lambda: side("a"), "b": lambda: side("b")}, rounds=3)

    assert order == ["a", "b", "b", "a", "a", "b"]


def test_a_ratio_is_the_median_of_the_rounds_and_no_mean() -> None:
    """The rounds' ratios are 1/2, 1/4 and 9/1; their median is 1/2, whatever the third met."""
    ones = iter([1.0, 1.0, 9.0])
    others = iter([2.0, 4.0, 1.0])

    measured = in_turns({"one": lambda: next(ones), "other": lambda: next(others)}, rounds=3)

    assert measured.ratio("one", "other") == pytest.approx(0.5)
    assert measured.median("one") == pytest.approx(1.0)
    assert measured.median("other") == pytest.approx(2.0)
