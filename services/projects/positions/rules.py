"""The roll-up of delivery confidence. It counts and takes the worst; no colour is averaged away."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from shared.contracts.projects.positions import ConfidenceCounts
from shared.contracts.projects.vocabulary import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WORST_FIRST: Final = (
    Confidence.RED,
    Confidence.AMBER_RED,
    Confidence.AMBER,
    Confidence.AMBER_GREEN,
    Confidence.GREEN,
)
"""The colours. What is complete or not started has none: it is counted beside them."""

METHOD: Final = (
    "Each item counts once, those at the top and those below alike, with what was said of it last "
    "by the day: nothing is handed up or down. The worst is the first of red, amber_red, amber, "
    "amber_green and green that any item has. Items that are complete, not started, or of which "
    "nothing was said are counted beside these, and never averaged with them."
)
"""Our choice: in the papers a parent has no owner of its own, so that no rule of theirs weighs it
against what stands below it."""


def worst(said: Iterable[Confidence | None]) -> Confidence | None:
    """Return the worst colour among what was said; None if there is none."""
    there = set(said)
    return next((colour for colour in WORST_FIRST if colour in there), None)


def counted(said: Iterable[Confidence | None]) -> ConfidenceCounts:
    """Return of how many items each was said; None is nothing."""
    counts = Counter("not_said" if each is None else each.value for each in said)
    return ConfidenceCounts(**{name: counts[name] for name in ConfidenceCounts.model_fields})


def is_worse(one: Confidence | None, other: Confidence | None) -> bool:
    """Return whether both are colours, and *one* is the worse."""
    if one not in WORST_FIRST or other not in WORST_FIRST:
        return False
    return WORST_FIRST.index(one) < WORST_FIRST.index(other)


def worst_of_branches(
    depths: Sequence[int], said: Sequence[Confidence | None]
) -> list[Confidence | None]:
    """Return for each item the worst colour of it and of all that stand below it.

    Args:
        depths: Of the items in reading order: those below one follow it, and lie deeper.
        said: What was said of each, in the same order.
    """
    found: list[Confidence | None] = []
    below: list[list[Confidence | None]] = [[]]  # by depth: what waits there for its parent
    for depth, own in zip(reversed(depths), reversed(said), strict=True):
        below += [[] for _ in range(depth + 2 - len(below))]
        found.append(worst([own, *below[depth + 1]]))
        below[depth + 1] = []
        below[depth].append(found[-1])
    return found[::-1]
