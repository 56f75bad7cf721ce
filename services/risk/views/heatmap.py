"""The heat map: a register's risks on its matrix, as they stand and as they are meant to.

Nothing here knows of pixels: it says which square holds which risks, which risks have no known
score and so stand in none, and which moved since the earlier day. The JSON and the picture are made
of the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from shared.pictures.palette import MOST_BANDS, is_colour

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

SMALLEST: Final = 2
LARGEST: Final = 10
"""How many levels of likelihood, and of impact, a matrix has at least and at most."""


class Square(NamedTuple):
    """A place on the matrix: the levels of likelihood and impact, the lowest of which is 1."""

    likelihood: int
    impact: int


@dataclass(frozen=True, slots=True)
class Band:
    """Scores that are treated alike. Its colour is `#` and six hexadecimals."""

    label: str
    colour: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What the matrix says of a square: its score, and which of the bands that is, from 0."""

    score: int
    band: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A register's matrix, as one version of it stands.

    Attributes:
        likelihoods, impacts: The levels' labels, lowest first.
        cells: A row for each likelihood, lowest first; in it one for each impact, likewise.
        bands: Lowest first.
        appetite, tolerance: The highest score within each; None if the register sets none.

    Raises:
        ValueError: If it is smaller or larger than a matrix may be, if a row is too long or too
            short, or if a cell's band or a band's colour is none.
    """

    likelihoods: Sequence[str]
    impacts: Sequence[str]
    cells: Sequence[Sequence[Cell]]
    bands: Sequence[Band]
    appetite: int | None = None
    tolerance: int | None = None

    def __post_init__(self) -> None:
        rows, columns = len(self.likelihoods), len(self.impacts)
        faults = {
            f"a matrix has {SMALLEST} to {LARGEST} levels each way": not (
                SMALLEST <= rows <= LARGEST and SMALLEST <= columns <= LARGEST
            ),
            "a matrix has a cell for each likelihood and impact": (
                len(self.cells) != rows or any(len(row) != columns for row in self.cells)
            ),
            f"a matrix has 1 to {MOST_BANDS} bands, each with a colour": (
                not 1 <= len(self.bands) <= MOST_BANDS
                or not all(is_colour(band.colour) for band in self.bands)
            ),
            "a cell's score lies in one of the bands": any(
                not 0 <= cell.band < len(self.bands) for row in self.cells for cell in row
            ),
        }
        for message, is_so in faults.items():
            if is_so:
                raise ValueError(message)

    def cell(self, square: Square) -> Cell:
        """Return what the matrix says of a square."""
        return self.cells[square.likelihood - 1][square.impact - 1]

    def squares(self) -> Iterable[Square]:
        """Yield every square, likelihood by likelihood, from the lowest corner."""
        for likelihood in range(1, len(self.likelihoods) + 1):
            for impact in range(1, len(self.impacts) + 1):
                yield Square(likelihood, impact)

    def holds(self, square: Square) -> bool:
        """Return whether there is such a square."""
        return 1 <= square.likelihood <= len(self.likelihoods) and 1 <= square.impact <= len(
            self.impacts
        )


@dataclass(frozen=True, slots=True)
class MappedRisk:
    """A risk's places. None is unknown, be it the likelihood, the impact or both.

    Attributes:
        earlier: Where its current score stood at the earlier date; None if that is unknown too.
    """

    reference: str
    current: Square | None = None
    target: Square | None = None
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
            for square in (risk.current, risk.target, risk.earlier):
                if square is not None and not self.matrix.holds(square):
                    message = "a risk stands on the matrix, or its score is unknown"
                    raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Panel:
    """One grid: who stands where.

    Attributes:
        placed: The references in each square that has any.
        unknown: Those without a known score, which are in no square.
    """

    name: str
    placed: Mapping[Square, Sequence[str]]
    unknown: Sequence[str]

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

    None where the earlier or the current score is unknown, for then nobody knows of a movement.
    """
    if heat_map.since is None:
        return ()
    counted = Counter(
        (risk.earlier, risk.current)
        for risk in heat_map.risks
        if risk.earlier is not None and risk.current is not None and risk.earlier != risk.current
    )
    made = [Move(before, now, count) for (before, now), count in counted.items()]
    score = {square: heat_map.matrix.cell(square).score for square in heat_map.matrix.squares()}
    return sorted(
        made,
        key=lambda move: (-move.risks, score[move.before] - score[move.now], move.before, move.now),
    )


def scores_of_bands(matrix: Matrix) -> Sequence[str]:
    """Return the scores of each band as a legend says them, in stretches: from 10 to 16, and 20.

    A stretch holds no score of the matrix that is another band's alone.
    """
    scores = sorted({cell.score for row in matrix.cells for cell in row})
    return tuple(
        ", ".join(_stretches(scores, {c.score for row in matrix.cells for c in row if c.band == n}))
        for n in range(len(matrix.bands))
    )


def is_told_by_score(matrix: Matrix) -> bool:
    """Return whether a score lies in one band wherever it stands."""
    bands: dict[int, int] = {}
    return all(
        bands.setdefault(cell.score, cell.band) == cell.band for row in matrix.cells for cell in row
    )


def _panel(name: str, standing: Iterable[tuple[str, Square | None]]) -> Panel:
    placed: dict[Square, list[str]] = {}
    unknown: list[str] = []
    for reference, square in standing:
        (unknown if square is None else placed.setdefault(square, [])).append(reference)
    return Panel(name, placed, unknown)


def _stretches(scores: Sequence[int], of_band: set[int]) -> Iterable[str]:
    begun: int | None = None
    for score, following in pairwise([*scores, None]):
        if score in of_band:
            begun = score if begun is None else begun
            if following is None or following not in of_band:
                yield f"{begun}" if begun == score else f"{begun}\u2013{score}"
                begun = None
