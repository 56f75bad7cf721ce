"""The rules of the roll-up, on what any tree of items can look like."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.projects.positions.rules import (
    WORST_FIRST,
    counted,
    is_worse,
    worst,
    worst_of_branches,
)
from shared.contracts.projects.vocabulary import Confidence

SAID = st.none() | st.sampled_from(Confidence)


@st.composite
def trees(draw: Any) -> list[tuple[int, Confidence | None]]:
    """Return the depths of items in reading order, none deeper than below the one before."""
    depths: list[int] = []
    for _ in range(draw(st.integers(0, 12))):
        depths.append(draw(st.integers(0, depths[-1] + 1 if depths else 0)))
    return [(depth, draw(SAID)) for depth in depths]


def test_red_is_the_worst_and_green_the_best() -> None:
    assert [colour.value for colour in WORST_FIRST] == [
        "red",
        "amber_red",
        "amber",
        "amber_green",
        "green",
    ]
    assert worst([Confidence.GREEN, None, Confidence.AMBER, Confidence.COMPLETE]) == "amber"
    assert worst([Confidence.COMPLETE, Confidence.NOT_STARTED, None]) is None
    assert is_worse(Confidence.AMBER, Confidence.GREEN)
    assert not is_worse(Confidence.GREEN, Confidence.GREEN)
    assert not is_worse(Confidence.RED, Confidence.COMPLETE)


@given(trees())
def test_a_branch_is_as_bad_as_the_worst_that_stands_in_it(
    tree: list[tuple[int, Confidence | None]],
) -> None:
    found = worst_of_branches([depth for depth, _ in tree], [said for _, said in tree])

    for place, (depth, own) in enumerate(tree):
        branch = [own]
        for deeper, said in tree[place + 1 :]:
            if deeper <= depth:
                break
            branch.append(said)
        assert found[place] == worst(branch)
    assert len(found) == len(tree)


@given(trees())
def test_every_item_is_counted_once(tree: list[tuple[int, Confidence | None]]) -> None:
    counts = counted(said for _, said in tree).model_dump()

    assert sum(counts.values()) == len(tree)
    assert counts["not_said"] == sum(said is None for _, said in tree)
    for colour in Confidence:
        assert counts[colour] == sum(said is colour for _, said in tree)
