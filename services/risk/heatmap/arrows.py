"""Arrows of movement: slight bows, so that there and back again are two."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from shared.pictures.palette import INK, PAPER
from shared.pictures.pen import Hand

if TYPE_CHECKING:
    from services.risk.heatmap.frame import Grid
    from services.risk.heatmap.map import Move, Square
    from shared.pictures.pen import Pen

    Point = tuple[float, float]

MOST_ARROWS: Final = 12
"""More than these are not to be told apart: those that most risks made are drawn."""

_BOW: Final = 0.16
_HEAD: Final = 9.0


def draw_arrow(pen: Pen, move: Move, grid: Grid) -> None:
    """Draw a movement; if several risks made it, with their number."""
    start, end = _anchor(grid, move.before), _anchor(grid, move.now)
    bend = _bend(start, end)
    width = 1.5 + 0.5 * min(move.risks - 1, 3)
    neck = _towards(end, bend, _HEAD * 0.8)
    pen.arc(start, bend, neck, stroke=PAPER, width=width + 2.5)
    pen.arc(start, bend, neck, stroke=INK, width=width)
    pen.dot(start, 2 + width / 2, fill=INK, stroke=PAPER)
    draw_head(pen, _towards(end, bend, _HEAD), end)
    if move.risks > 1:
        x = (start[0] + 2 * bend[0] + end[0]) / 4
        y = (start[1] + 2 * bend[1] + end[1]) / 4 + 4
        hand = Hand(12, bold=True, anchor="middle", halo=PAPER)
        pen.text(x, y, f"\u00d7{move.risks}", hand)


def draw_head(pen: Pen, back: Point, tip: Point) -> None:
    """Draw an arrow's head, from the middle of its back to its tip."""
    along = (tip[0] - back[0], tip[1] - back[1])
    across = (-along[1] * 0.45, along[0] * 0.45)
    corners = [
        (back[0] + across[0], back[1] + across[1]),
        tip,
        (back[0] - across[0], back[1] - across[1]),
    ]
    pen.shape(corners, fill=INK, stroke=PAPER)


def _anchor(grid: Grid, square: Square) -> Point:
    """Return where arrows touch a square: above, between its score and its count."""
    room = grid.square(square)
    return room.x + room.width / 2, room.y + min(16, room.height / 3)


def _bend(start: Point, end: Point) -> Point:
    """Return what the bow is drawn towards: the middle, moved to the left hand."""
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    return (
        middle[0] + (end[1] - start[1]) * _BOW,
        middle[1] - (end[0] - start[0]) * _BOW,
    )


def _towards(start: Point, end: Point, length: float) -> Point:
    share = length / math.dist(start, end)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
