"""Where everything lies on the sheet: two grids side by side, and what stands around them.

Lengths are the picture's units: pixels, where it is shown 1,200 wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shared.pictures.letters import width_of
from shared.pictures.pen import Room

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.risk.heatmap.lines import Corner
    from services.risk.heatmap.map import Square
    from shared.contracts.risk.registers import Matrix

WIDTH: Final = 1200.0
MARGIN: Final = 36.0
GAP: Final = 5.0
"""Between squares; the lines of appetite and tolerance run in it."""

LABELS: Final = 104.0
"""The room of the likelihoods' labels, which both grids share."""

_TOP: Final = 156.0
_BETWEEN: Final = 44.0
_TALLEST, _LOWEST, _TALL = 92.0, 52.0, 448.0


@dataclass(frozen=True, slots=True)
class Grid:
    """The squares of one panel, on the sheet."""

    x: float
    columns: int
    rows: int

    @property
    def width(self) -> float:
        """How wide a grid is, whatever its matrix."""
        return (WIDTH - 2 * MARGIN - LABELS - GAP * 2 - _BETWEEN) / 2

    @property
    def cell_width(self) -> float:
        """How wide a square is."""
        return (self.width - GAP * (self.columns - 1)) / self.columns

    @property
    def cell_height(self) -> float:
        """How tall a square is: none is so low that nothing can be read in it."""
        return min(_TALLEST, max(_LOWEST, _TALL / self.rows))

    @property
    def room(self) -> Room:
        """The whole grid."""
        height = self.rows * (self.cell_height + GAP) - GAP
        return Room(self.x, _TOP, self.width, height)

    def square(self, square: Square) -> Room:
        """Return where a square lies: likelihood grows upwards, impact to the right."""
        return Room(
            self.x + (square.impact - 1) * (self.cell_width + GAP),
            _TOP + (self.rows - square.likelihood) * (self.cell_height + GAP),
            self.cell_width,
            self.cell_height,
        )

    def corner(self, corner: Corner, *, off: float) -> tuple[float, float]:
        """Return where squares meet, *off* to the lower left of the middle of the gap."""
        x = self.x + corner.column * (self.cell_width + GAP) - GAP / 2
        y = _TOP + (self.rows - corner.row) * (self.cell_height + GAP) - GAP / 2
        return (
            min(max(x - off, self.room.x), self.room.right),
            min(max(y + off, self.room.y), self.room.bottom),
        )


def grids(matrix: Matrix) -> tuple[Grid, Grid]:
    """Return where the two grids lie, the current one to the left."""
    size = (len(matrix.impact), len(matrix.likelihood))
    left = Grid(MARGIN + LABELS + GAP * 2, *size)
    return left, Grid(left.x + left.width + _BETWEEN, *size)


@dataclass(frozen=True, slots=True)
class Listing:
    """References in even columns: those that fit, each with its place, and those that don't.

    Attributes:
        shown: Each with where its baseline begins.
        more: Where the number of the hidden ones stands; None if there are none.
        hidden: In the order given.
    """

    shown: Sequence[tuple[str, tuple[float, float]]]
    more: tuple[float, float] | None
    hidden: Sequence[str]


def listing(references: Sequence[str], room: Room, *, size: float) -> Listing:
    """Return how *references* stand in *room*, in letters of *size*, line by line.

    One that is wider than the room takes a line, and has to be shortened.
    """
    line, space = size * 1.3, size * 0.65
    more = width_of(f"+{len(references)}", size)
    widest = min(room.width, max([more, *(width_of(each, size) for each in references)]))
    columns = int((room.width + space) / (widest + space))
    places = [
        (room.x + column * (widest + space), room.y + row * line + size)
        for row in range(int((room.height + line - size * 1.25) / line))
        for column in range(columns)
    ]
    if len(references) <= len(places):
        return Listing(list(zip(references, places, strict=False)), None, [])
    if not places:
        return Listing([], None, references)
    kept = len(places) - 1
    return Listing(
        list(zip(references[:kept], places, strict=False)), places[-1], references[kept:]
    )
