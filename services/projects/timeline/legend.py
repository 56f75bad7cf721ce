"""What explains the signs of a timeline: only those that it shows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from services.projects.timeline import marks, words
from shared.contracts.projects.timelines import DateStanding
from shared.pictures.letters import width_of
from shared.pictures.palette import INK, PAPER, QUIET, RULE
from shared.pictures.pen import Hand, Room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from services.projects.timeline.axis import Axis
    from shared.contracts.projects.timelines import DatedStanding, Timeline
    from shared.pictures.pen import Pen

    Sign = Callable[[Pen, float, float], None]

_SIZE: Final = 13.0
_LINE: Final = 28.0
_SIGN: Final = 34.0
_BETWEEN: Final = 26.0


def legend_height(timeline: Timeline, axis: Axis, width: float, notes: Sequence[str]) -> float:
    """Return how much room the legend takes."""
    return 16 + _LINE * len(_lines(timeline, axis, width)) + _LINE * 0.8 * len(notes)


def draw_legend(pen: Pen, timeline: Timeline, axis: Axis, room: Room, notes: Sequence[str]) -> None:
    """Draw the legend from the top of *room* on, then the notes."""
    pen.line([(room.x, room.y), (room.right, room.y)], stroke=RULE)
    y = room.y + 28
    for line in _lines(timeline, axis, room.width):
        x = room.x
        for sign, label in line:
            sign(pen, x, y - 4.5)
            pen.text(x + _SIGN + 8, y, label, Hand(_SIZE))
            x += _width(label) + _BETWEEN
        y += _LINE
    for note in notes:
        pen.text(room.x, y, note, Hand(_SIZE, QUIET))
        y += _LINE * 0.8


def _lines(timeline: Timeline, axis: Axis, width: float) -> Sequence[Sequence[tuple[Sign, str]]]:
    lines: list[list[tuple[Sign, str]]] = [[]]
    x = 0.0
    for sign, label in _entries(timeline, axis):
        if lines[-1] and x + _width(label) > width:
            lines.append([])
            x = 0.0
        lines[-1].append((sign, label))
        x += _width(label) + _BETWEEN
    return lines if lines[0] else []


def _width(label: str) -> float:
    return _SIGN + 8 + width_of(label, _SIZE)


def _entries(timeline: Timeline, axis: Axis) -> Iterator[tuple[Sign, str]]:
    dates = [dated for row in timeline.rows for each in row.milestones for dated in each.dates]
    there = {dated.standing for dated in dates}
    if DateStanding.AHEAD in there:
        yield _planned, "due, as planned now"
    if any(_is_span(dated) for dated in dates):
        yield _span, "some time within"
    if any(dated.times_moved for dated in dates):
        yield _moved, "first planned, and moved to"
    if DateStanding.LATE in there:
        yield _late, "late, until this day"
    if DateStanding.MET in there:
        yield _met, "done"
    if DateStanding.REMOVED in there:
        yield _removed, "removed"
    if axis.holds(timeline.on):
        yield _on, words.day(timeline.on)


def _is_span(dated: DatedStanding) -> bool:
    starts, ends = dated.current.starts, dated.current.ends
    return starts is not None and ends is not None and ends - starts > timedelta(0)


def _planned(pen: Pen, x: float, y: float) -> None:
    marks.draw_diamond(pen, x + _SIGN / 2, y, 6.5, fill=marks.PLANNED, stroke=INK)


def _span(pen: Pen, x: float, y: float) -> None:
    pen.box(Room(x, y - 5, _SIGN, 10), fill=marks.PLANNED, stroke=INK, radius=2)


def _moved(pen: Pen, x: float, y: float) -> None:
    marks.draw_elbow(pen, (x + 5, y - 5), (x + _SIGN - 7, y + 4))
    marks.draw_diamond(pen, x + 5, y - 5, 4, fill=PAPER, stroke=QUIET)
    marks.draw_diamond(pen, x + _SIGN - 7, y + 4, 6.5, fill=marks.PLANNED, stroke=INK)


def _late(pen: Pen, x: float, y: float) -> None:
    pen.line([(x + 12, y), (x + _SIGN, y)], stroke=marks.LATE, width=4, dash=marks.OVERRUN)
    marks.draw_diamond(pen, x + 7, y, 6.5, fill=marks.LATE, stroke=marks.LATE)


def _met(pen: Pen, x: float, y: float) -> None:
    marks.draw_tick(pen, x + _SIGN / 2, y)


def _removed(pen: Pen, x: float, y: float) -> None:
    marks.draw_cross(pen, x + _SIGN / 2, y)


def _on(pen: Pen, x: float, y: float) -> None:
    pen.line([(x + _SIGN / 2, y - 9), (x + _SIGN / 2, y + 9)], width=1.5)
