"""The heat map: a register's risks on its matrix, as they stand and as they are meant to.

Nothing here knows of pixels: it says which square holds which risks, which risks stand in none and
why, and which moved since the earlier day. The JSON and the picture are made of the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from services.risk.registers.rules import band_of, colours_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from shared.contracts.risk.registers import Band, Matrix


class Square(NamedTuple):
    """A place on the matrix: the steps of likelihood and impact, the lowest of which is 1."""

    likelihood: int
    impact: int

    @property
    def score(self) -> int:
        """What a risk scores that stands there."""
        return self.likelihood * self.impact


class Beside(StrEnum):
    """Why a risk stands in no square, but beside the grid."""

    UNKNOWN = "unknown"
    ANOTHER_MATRIX = "another_matrix"


Place: TypeAlias = Square | Beside


def squares(matrix: Matrix) -> Iterable[Square]:
    """Yield every square, likelihood by likelihood, from the lowest corner."""
    for likelihood in range(1, len(matrix.likelihood) + 1):
        for impact in range(1, len(matrix.impact) + 1):
            yield Square(likelihood, impact)


def holds(matrix: Matrix, square: Square) -> bool:
    """Return whether there is such a square."""
    return 1 <= square.likelihood <= len(matrix.likelihood) and 1 <= square.impact <= len(
        matrix.impact
    )


def band_at(matrix: Matrix, square: Square) -> Band:
    """Return the band that a square's score lies in."""
    band = band_of(matrix, square.score)
    assert band is not None  # noqa: S101 - the lowest begins at 1
    return band


def colours_by_band(matrix: Matrix) -> Mapping[str, str]:
    """Return the colour of each band, by its code."""
    return dict(zip((band.code for band in matrix.bands), colours_of(matrix), strict=True))


@dataclass(frozen=True, slots=True)
class MappedRisk:
    """A risk's places.

    Attributes:
        earlier: The square of its current score at the earlier date; None if it was in none.
    """

    reference: str
    current: Place = Beside.UNKNOWN
    target: Place = Beside.UNKNOWN
    earlier: Square | None = None


@dataclass(frozen=True, slots=True)
class HeatMap:
    """All that the picture shows. Risks stand in the order given.

    Attributes:
        title: The picture's, such as "Risk heat map".
        body, register: Their names.
        as_of: The day whose scores are shown.
        since: The earlier day from which movement counts; None shows none.

    Raises:
        ValueError: If a risk stands outside the matrix, or a reference stands twice.
    """

    title: str
    body: str
    register: str
    as_of: date
    matrix: Matrix
    risks: Sequence[MappedRisk]
    since: date | None = None

    def __post_init__(self) -> None:
        references = [risk.reference for risk in self.risks]
        if len(set(references)) != len(references):
            message = "a reference stands for one risk"
            raise ValueError(message)
        for risk in self.risks:
            for place in (risk.current, risk.target, risk.earlier):
                if isinstance(place, Square) and not holds(self.matrix, place):
                    message = "a risk stands on the matrix, or beside it"
                    raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Panel:
    """One grid: who stands where.

    Attributes:
        placed: The references in each square that has any.
        beside: Those that are in no square, by why.
    """

    name: str
    placed: Mapping[Square, Sequence[str]]
    beside: Mapping[Beside, Sequence[str]]

    @property
    def scored(self) -> int:
        """How many risks stand in a square."""
        return sum(map(len, self.placed.values()))


class Move(NamedTuple):
    """How many risks went from one square to another."""

    before: Square
    now: Square
    risks: int


def current_panel(heat_map: HeatMap) -> Panel:
    """Return where each risk stands."""
    return _panel("Current", ((risk.reference, risk.current) for risk in heat_map.risks))


def target_panel(heat_map: HeatMap) -> Panel:
    """Return where each risk is meant to stand."""
    return _panel("Target", ((risk.reference, risk.target) for risk in heat_map.risks))


def moves(heat_map: HeatMap) -> Sequence[Move]:
    """Return which movements were made: those of most risks first, then the steepest rises.

    None where the earlier or the current square is not known, for then nobody knows of a movement.
    """
    if heat_map.since is None:
        return ()
    counted = Counter(
        (risk.earlier, risk.current)
        for risk in heat_map.risks
        if risk.earlier is not None
        and isinstance(risk.current, Square)
        and risk.earlier != risk.current
    )
    made = [Move(before, now, count) for (before, now), count in counted.items()]
    return sorted(
        made,
        key=lambda move: (-move.risks, move.before.score - move.now.score, move.before, move.now),
    )


def scores_of_bands(matrix: Matrix) -> Sequence[str]:
    """Return the scores of each band as a legend says them: the lowest and the highest in it."""
    found: dict[str, list[int]] = {band.code: [] for band in matrix.bands}
    for square in squares(matrix):
        found[band_at(matrix, square).code].append(square.score)
    return [_stretch(scores) for scores in found.values()]


def _stretch(scores: Sequence[int]) -> str:
    if not scores:
        return ""
    lowest, highest = min(scores), max(scores)
    return f"{lowest}" if lowest == highest else f"{lowest}\u2013{highest}"


def _panel(name: str, standing: Iterable[tuple[str, Place]]) -> Panel:
    placed: dict[Square, list[str]] = {}
    beside: dict[Beside, list[str]] = {}
    for reference, place in standing:
        if isinstance(place, Square):
            placed.setdefault(place, []).append(reference)
        else:
            beside.setdefault(place, []).append(reference)
    return Panel(name, placed, beside)
