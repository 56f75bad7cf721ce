"""What explains the heat map: bands with their scores, lines, arrows, and how to read a square."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from services.risk.heatmap.arrows import MOST_ARROWS, draw_head
from services.risk.heatmap.frame import MARGIN, WIDTH
from services.risk.heatmap.map import colours_by_band, moves, scores_of_bands
from services.risk.heatmap.words import counted, day
from shared.pictures.letters import shortened, width_of
from shared.pictures.palette import QUIET, RULE
from shared.pictures.pen import Hand, Room

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from services.risk.heatmap.map import HeatMap
    from shared.pictures.pen import Pen

_SIZE: Final = 13.0
_LINE: Final = 28.0
_SIGN: Final = 26.0
_BETWEEN: Final = 30.0
_LONGEST: Final = 240.0


@dataclass(frozen=True, slots=True)
class _Entry:
    """A sign and what it means: a band's colour, else the dashes of a line, else an arrow."""

    label: str
    detail: str
    colour: str | None = None
    dash: str | None = None

    @property
    def shown(self) -> str:
        return shortened(self.label, _SIZE, _LONGEST)

    @property
    def shown_detail(self) -> str:
        return shortened(self.detail, _SIZE, _LONGEST)

    @property
    def width(self) -> float:
        return _SIGN + 8 + width_of(f"{self.shown} {self.shown_detail}", _SIZE) + 4


def legend_height(heat_map: HeatMap) -> float:
    """Return how much room the legend takes."""
    lines = len(_lines(heat_map)) + 0.8 * len(list(_notes(heat_map)))
    return 12 + lines * _LINE


def draw_legend(pen: Pen, heat_map: HeatMap, top: float) -> None:
    """Draw the legend, from *top* on."""
    pen.line([(MARGIN, top), (WIDTH - MARGIN, top)], stroke=RULE)
    y = top + 30
    for line in _lines(heat_map):
        x = MARGIN
        for entry in line:
            _draw_entry(pen, entry, x, y)
            x += entry.width + _BETWEEN
        y += _LINE
    for note in _notes(heat_map):
        pen.text(MARGIN, y, note, Hand(_SIZE, QUIET))
        y += _LINE * 0.8


def _draw_entry(pen: Pen, entry: _Entry, x: float, y: float) -> None:
    part = pen.part(title=f"{entry.label} {entry.detail}", kind="entry")
    middle = y - 4.5
    if entry.colour is not None:
        part.box(Room(x, y - 13, _SIGN, 17), fill=entry.colour, stroke=RULE)
    elif entry.dash is not None:
        part.line([(x, middle), (x + _SIGN, middle)], width=2, dash=entry.dash)
    else:
        part.line([(x, middle), (x + _SIGN - 8, middle)], width=1.5)
        draw_head(part, (x + _SIGN - 9, middle), (x + _SIGN, middle))
    said = x + _SIGN + 8
    part.text(said, y, entry.shown, Hand(_SIZE))
    detail = said + width_of(entry.shown + " ", _SIZE) + 4
    part.text(detail, y, entry.shown_detail, Hand(_SIZE, QUIET))


def _entries(heat_map: HeatMap) -> Iterable[_Entry]:
    matrix = heat_map.matrix
    colours = colours_by_band(matrix)
    for band, scores in zip(matrix.bands, scores_of_bands(matrix), strict=True):
        yield _Entry(band.label, scores or "in no square", colour=colours[band.code])
    if matrix.appetite is not None:
        yield _Entry("Appetite", f"up to {matrix.appetite}", dash="")
    if matrix.tolerance is not None:
        yield _Entry("Tolerance", f"up to {matrix.tolerance}", dash="5 3")
    if heat_map.since is not None:
        yield _Entry("Moved", f"since {day(heat_map.since)}")


def _lines(heat_map: HeatMap) -> Sequence[Sequence[_Entry]]:
    """Return the entries line by line."""
    lines: list[list[_Entry]] = [[]]
    x = MARGIN
    for entry in _entries(heat_map):
        if lines[-1] and x + entry.width > WIDTH - MARGIN:
            lines.append([])
            x = MARGIN
        lines[-1].append(entry)
        x += entry.width + _BETWEEN
    return lines


def _notes(heat_map: HeatMap) -> Iterable[str]:
    yield (
        "In each square: its score (small), how many risks stand there (large), and their "
        "references. A risk without a score on this matrix stands in no square."
    )
    left_out = len(moves(heat_map)) - MOST_ARROWS
    if left_out > 0:
        yield (
            f"Arrows show the {MOST_ARROWS} movements that most risks made; "
            f"{counted(left_out, 'movement')} more are not drawn."
        )
