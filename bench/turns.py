"""Measuring in turns, since the machine is shared and its speed wanders."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """What each side came to in each round.

    Attributes:
        rounds: The results by side, in the order of the rounds.
    """

    rounds: Mapping[str, list[float]]

    def median(self, side: str) -> float:
        """Return what *side* usually came to."""
        return statistics.median(self.rounds[side])

    def ratio(self, side: str, to: str) -> float:
        """Return the median of the rounds' ratios: both parts of each met the same weather."""
        pairs = zip(self.rounds[side], self.rounds[to], strict=True)
        return statistics.median(one / other for one, other in pairs)


def in_turns(sides: Mapping[str, Callable[[], float]], *, rounds: int) -> Measured:
    """Measure A, B, A, B and so on; every other round backwards, so that none is always first."""
    results: dict[str, list[float]] = {side: [] for side in sides}
    for number in range(rounds):
        ordered = [*sides] if number % 2 == 0 else [*sides][::-1]
        for side in ordered:
            results[side].append(sides[side]())
    return Measured(results)
