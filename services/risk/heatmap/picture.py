"""The heat map as a picture: from the value to SVG, the same bytes for the same value.

Colour is never the only sign of a band: each square bears its score, and the legend says which
scores a band has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.risk.heatmap import words
from services.risk.heatmap.arrows import MOST_ARROWS, draw_arrow
from services.risk.heatmap.frame import LABELS, MARGIN, WIDTH, grids, listing
from services.risk.heatmap.legend import draw_legend, legend_height
from services.risk.heatmap.lines import dividing_line
from services.risk.heatmap.map import (
    Beside,
    Square,
    band_at,
    colours_by_band,
    current_panel,
    moves,
    squares,
    target_panel,
)
from shared.pictures.letters import ELLIPSIS, ending, shortened, width_of, wrapped
from shared.pictures.palette import INK, QUIET, RULE, text_on
from shared.pictures.pen import Hand, Room, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from services.risk.heatmap.frame import Grid, Listing
    from services.risk.heatmap.map import HeatMap, Panel
    from shared.contracts.risk.registers import Matrix

_SMALL: Final = 60.0
"""A square that is narrower or lower than this holds smaller letters."""

_LABEL: Final = 13.0
_LABEL_LINES: Final = 3
_TURNED: Final = 112.0
_MOST_LINES: Final = 5
_BETWEEN: Final = 12.0
_HEADINGS: Final = {
    Beside.UNKNOWN: "Score unknown",
    Beside.ANOTHER_MATRIX: "Scored on another matrix",
}


def heatmap_svg(heat_map: HeatMap) -> str:
    """Return the picture: the current and the target panel side by side, and what explains them."""
    panels = (current_panel(heat_map), target_panel(heat_map))
    placed = grids(heat_map.matrix)
    labels = _label_height(heat_map.matrix, placed[0])
    strip_top = placed[0].room.bottom + labels + 38
    strips = _strip_heights(panels, placed[0].width)
    bottom = strip_top + sum(strips.values()) + _BETWEEN * (len(strips) - 1) + 26
    sheet = Sheet(
        WIDTH,
        bottom + legend_height(heat_map) + MARGIN - 8,
        title=f"{heat_map.title}: {heat_map.register}, {heat_map.body}",
        description=words.description(heat_map),
    )
    _draw_heading(sheet, heat_map)
    _draw_likelihoods(sheet, heat_map.matrix, placed[0])
    for panel, grid in zip(panels, placed, strict=True):
        _draw_panel(sheet, heat_map, panel, grid)
        _draw_impacts(sheet, heat_map.matrix, grid, labels)
        top = strip_top
        for why, height in strips.items():
            _draw_strip(sheet, panel, why, Room(grid.x, top, grid.width, height))
            top += height + _BETWEEN
    draw_legend(sheet, heat_map, bottom)
    return sheet.svg()


def _draw_heading(sheet: Sheet, heat_map: HeatMap) -> None:
    room = WIDTH - 2 * MARGIN
    title = shortened(heat_map.title, 28, room, bold=True)
    sheet.text(MARGIN, 62, title, Hand(28, bold=True))
    sheet.text(MARGIN, 90, shortened(words.subtitle(heat_map), 16, room), Hand(16, QUIET))


def _draw_panel(sheet: Sheet, heat_map: HeatMap, panel: Panel, grid: Grid) -> None:
    matrix = heat_map.matrix
    above = grid.room.y - 14
    sheet.text(grid.x, above, panel.name, Hand(17, bold=True))
    said = grid.x + width_of(panel.name, 17, bold=True) + 12
    sheet.text(said, above, words.standing(panel), Hand(13, QUIET))
    colours = colours_by_band(matrix)
    ground = sheet.part(kind="squares")
    for square in squares(matrix):
        ground.box(grid.square(square), fill=colours[band_at(matrix, square).code])
    _draw_limits(sheet, matrix, grid)
    if panel.name == "Current":
        arrows = sheet.part(kind="moves")
        for move in moves(heat_map)[:MOST_ARROWS]:
            draw_arrow(arrows, move, grid)
    for square in squares(matrix):
        _draw_square(sheet, matrix, square, panel.placed.get(square, ()), grid.square(square))


def _draw_limits(sheet: Sheet, matrix: Matrix, grid: Grid) -> None:
    limits = ((matrix.appetite, 1.25, ""), (matrix.tolerance, -1.25, "5 3"))
    for limit, off, dash in limits:
        if limit is not None:
            points = [grid.corner(corner, off=off) for corner in dividing_line(matrix, limit)]
            if points:
                sheet.line(points, width=2, dash=dash)


def _draw_square(
    sheet: Sheet, matrix: Matrix, square: Square, references: Sequence[str], room: Room
) -> None:
    """Write into a square its score, how many risks stand there, and which."""
    ground = colours_by_band(matrix)[band_at(matrix, square).code]
    ink = text_on(ground)
    is_small = min(room.width, room.height) < _SMALL
    score = f"{square.score}"
    edge, size, tall = (5.0, 10.0, 14.0) if is_small else (8.0, 12.0, 20.0)
    count = f"{len(references)}"
    taken = width_of(score, size) + width_of(count, tall, bold=True)
    is_level = taken + 3 * edge <= room.width
    below = room.y + (17 if is_small else 31)
    inner = Room(room.x + edge, below, room.width - 2 * edge, room.bottom - below - edge / 2)
    listed = listing(references if is_level else (), inner, size=size)
    hidden = (*_cut(listed, inner, size), *listed.hidden) if is_level else references
    part = sheet.part(
        title=words.square_title(matrix, square, len(references), hidden), kind="square"
    ).within(room)
    hand = Hand(size, ink, halo=ground)
    part.text(room.x + edge, room.y + size + edge / 2, score, hand)
    if references:
        baseline = room.y + tall + edge / 4 if is_level else room.bottom - edge
        part.text(
            room.right - edge,
            baseline,
            count,
            Hand(tall, ink, bold=True, anchor="end", halo=ground),
        )
    for text, (x, y) in listed.shown:
        part.text(x, y, ending(text, size, inner.width), hand)
    if listed.more is not None:
        part.text(*listed.more, f"+{len(listed.hidden)}", hand)


def _draw_likelihoods(sheet: Sheet, matrix: Matrix, grid: Grid) -> None:
    end = MARGIN + LABELS
    hand = Hand(13, INK, anchor="end")
    sheet.text(MARGIN, grid.room.y - 14, "Likelihood \u2191", Hand(13, QUIET))
    for level, step in enumerate(matrix.likelihood, start=1):
        room = grid.square(Square(level, 1))
        lines = wrapped(step.label, hand.size, LABELS, lines=3 if room.height > _SMALL else 2)
        part = sheet.part(title=step.label).within(Room(MARGIN, room.y, LABELS, room.height))
        first = room.y + room.height / 2 - (len(lines) - 1) * 8 + 4.5
        for number, line in enumerate(lines):
            part.text(end, first + number * 16, line, hand)


def _draw_impacts(sheet: Sheet, matrix: Matrix, grid: Grid, height: float) -> None:
    top = grid.room.bottom + 4
    for level, label in enumerate(_labels(matrix), start=1):
        square = grid.square(Square(1, level))
        part = sheet.part(title=label).within(Room(square.x, top, square.width, height))
        middle = square.x + square.width / 2
        if height == _TURNED:
            lines = wrapped(label, _LABEL, height - 8, lines=int(square.width / 15))
            first = middle - (len(lines) - 1) * 7.5 + 4.5
            hand = Hand(_LABEL, anchor="end", is_turned=True)
            for number, line in enumerate(lines):
                part.text(first + number * 15, top + 4, line, hand)
        else:
            lines = wrapped(label, _LABEL, square.width, lines=_LABEL_LINES)
            for number, line in enumerate(lines):
                part.text(middle, top + 14 + number * 15, line, Hand(_LABEL, anchor="middle"))
    place = (grid.x + grid.width / 2, top + height + 16)
    sheet.text(*place, "Impact \u2192", Hand(13, QUIET, anchor="middle"))


def _label_height(matrix: Matrix, grid: Grid) -> float:
    """Return how much the impacts' labels take: if one has to be cut, all are turned."""
    labels = [
        wrapped(label, _LABEL, grid.cell_width, lines=_LABEL_LINES) for label in _labels(matrix)
    ]
    if any(line.endswith(ELLIPSIS) for lines in labels for line in lines):
        return _TURNED
    return 6 + 15.0 * max(map(len, labels))


def _labels(matrix: Matrix) -> Sequence[str]:
    """Return the impacts' labels."""
    return [step.label for step in matrix.impact]


def _draw_strip(sheet: Sheet, panel: Panel, why: Beside, room: Room) -> None:
    """List beside the grid who stands in none of its squares, and why."""
    sheet.line([(room.x, room.y), (room.right, room.y)], stroke=RULE)
    references = panel.beside.get(why, ())
    if not references:
        told = f"{_HEADINGS[why]}: none" if panel.scored or panel.beside else "No risks"
        sheet.text(room.x, room.y + 21, told, Hand(13, QUIET))
        return
    heading = f"{_HEADINGS[why]}: {words.counted(len(references), 'risk')}"
    sheet.text(room.x, room.y + 21, heading, Hand(13, bold=True))
    inner = _strip(room)
    listed = listing(references, inner, size=12)
    hidden = (*_cut(listed, inner, 12), *listed.hidden)
    part = sheet.part(title=words.with_hidden(f"{heading}.", hidden), kind=why).within(inner)
    for text, (x, y) in listed.shown:
        part.text(x, y, ending(text, 12, inner.width), Hand(12))
    if listed.more is not None:
        part.text(*listed.more, f"+{len(listed.hidden)}", Hand(12))


def _cut(listed: Listing, room: Room, size: float) -> Sequence[str]:
    """Return the references that are shown by their end alone."""
    return [text for text, _ in listed.shown if width_of(text, size) > room.width]


def _strip(room: Room) -> Room:
    return Room(room.x, room.y + 30, room.width, room.height - 30)


def _strip_heights(panels: Sequence[Panel], width: float) -> Mapping[Beside, float]:
    """Return how much the lists of those beside the grids take; that of unknown scores is always.

    A list of which either panel has something is as tall in both.
    """
    return {
        why: _strip_height([panel.beside.get(why, ()) for panel in panels], width)
        for why in Beside
        if why is Beside.UNKNOWN or any(why in panel.beside for panel in panels)
    }


def _strip_height(lists: Sequence[Sequence[str]], width: float) -> float:
    """Return how much lists of references take that stand side by side: up to five lines each."""
    for lines in range(_MOST_LINES + 1):
        room = Room(0, 0, width, 30 + lines * 16)
        if all(not each or not listing(each, _strip(room), size=12).hidden for each in lists):
            return room.height
    return 30 + _MOST_LINES * 16.0
