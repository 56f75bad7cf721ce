"""The signs of a timeline. Each is told from the others by its shape: colour only helps.

The baseline stands above what is planned now, so that the two are told apart however near they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from shared.contracts.projects.timelines import DateStanding
from shared.pictures.palette import INK, PAPER, QUIET, band_colours
from shared.pictures.pen import Room

if TYPE_CHECKING:
    from datetime import date

    from services.projects.timeline.axis import Axis
    from shared.contracts.projects.timelines import DatedStanding
    from shared.contracts.projects.timescales import Timescale
    from shared.pictures.pen import Pen

_COLOURS: Final = band_colours(7)
PLANNED: Final = _COLOURS[1]
LATE: Final = _COLOURS[5]
OVERRUN: Final = "2 3"
OPEN: Final = "5 3"

_BASELINE: Final = -8.0
_NOW: Final = 3.0
_SMALL, _LARGE = 4.0, 6.5


def draw_dated(pen: Pen, axis: Axis, y: float, dated: DatedStanding, on: date) -> None:
    """Draw all that is known of a date, around the height *y*."""
    if dated.standing is DateStanding.UNREAD:
        return
    now, above = y + _NOW, y + _BASELINE
    if dated.times_moved and _end(dated.baseline) and dated.baseline != dated.current:
        _draw_move(pen, axis, above, now, dated)
        draw_span(pen, axis, above, dated.baseline, fill=PAPER, stroke=QUIET, size=_SMALL)
    end = _end(dated.current)
    due = end or _end(dated.baseline)
    if dated.standing is DateStanding.LATE and due:
        points = [(axis.middle(due), now), (axis.middle(max(on, due)), now)]
        pen.line(points, stroke=LATE, width=4, dash=OVERRUN)
    if dated.standing is DateStanding.REMOVED:
        if end:
            draw_cross(pen, axis.middle(end), now)
        return
    fill, stroke = _look(dated)
    if dated.met_on is None:
        draw_span(pen, axis, now, dated.current, fill=fill, stroke=stroke, size=_LARGE)
        return
    if end and end != dated.met_on:
        pen.line([(axis.middle(end), now), (axis.middle(dated.met_on), now)], stroke=INK)
    if dated.current.starts != dated.met_on or end != dated.met_on:
        draw_span(pen, axis, now, dated.current, fill=PAPER, stroke=INK, size=_SMALL + 1)
    draw_tick(pen, axis.middle(dated.met_on), now)


def draw_span(
    pen: Pen, axis: Axis, y: float, planned: Timescale, *, fill: str, stroke: str, size: float
) -> None:
    """Draw a day as a diamond, a longer span as a bar; where an end is open, as a broken line."""
    starts, ends = planned.starts, planned.ends
    if starts is None and ends is None:
        return
    outside = [day for day in (starts, ends) if day is not None]
    if not any(axis.holds(day) for day in outside) and not (
        starts and ends and starts < axis.begins and ends >= axis.ends
    ):
        draw_beyond(pen, axis, y, outside[0], fill=stroke)
    elif starts is not None and starts == ends:
        draw_diamond(pen, axis.middle(starts), y, size, fill=fill, stroke=stroke)
    elif starts is None or ends is None:
        left = axis.left if starts is None else axis.at(starts)
        right = axis.right if ends is None else axis.after(ends)
        pen.line([(left, y), (right, y)], stroke=stroke, width=1.5, dash=OPEN)
        known = right if starts is None else left
        pen.line([(known, y - size), (known, y + size)], stroke=stroke, width=2)
    else:
        left, right = axis.at(starts), axis.after(ends)
        room = Room(left, y - size * 0.75, max(right - left, 2), size * 1.5)
        pen.box(room, fill=fill, stroke=stroke, radius=2)


def draw_diamond(pen: Pen, x: float, y: float, size: float, *, fill: str, stroke: str) -> None:
    """Draw the sign of a day."""
    corners = [(x, y - size), (x + size, y), (x, y + size), (x - size, y)]
    pen.shape(corners, fill=fill, stroke=stroke)


def draw_tick(pen: Pen, x: float, y: float) -> None:
    """Draw the sign of what is done."""
    pen.dot((x, y), _LARGE + 0.5, fill=INK, stroke=PAPER)
    pen.line([(x - 3, y), (x - 0.8, y + 2.6), (x + 3.2, y - 2.6)], stroke=PAPER, width=1.6)


def draw_cross(pen: Pen, x: float, y: float) -> None:
    """Draw the sign of what was removed."""
    for one, other in ((-4, 4), (4, -4)):
        pen.line([(x - 4, y + one), (x + 4, y + other)], stroke=QUIET, width=1.8)


def draw_beyond(pen: Pen, axis: Axis, y: float, day: date, *, fill: str) -> None:
    """Draw at the edge that something lies further out."""
    edge, back = (axis.left, 7) if day < axis.begins else (axis.right, -7)
    pen.shape([(edge, y), (edge + back, y - 4), (edge + back, y + 4)], fill=fill, stroke=PAPER)


def draw_elbow(pen: Pen, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw how a date moved: along, then down."""
    pen.line([start, (end[0], start[1]), end], stroke=QUIET, width=1.2)


def _draw_move(pen: Pen, axis: Axis, above: float, now: float, dated: DatedStanding) -> None:
    before, after = _end(dated.baseline), _end(dated.current)
    if before and after:
        draw_elbow(pen, (axis.middle(before), above), (axis.middle(after), now))


def _look(dated: DatedStanding) -> tuple[str, str]:
    return (LATE, LATE) if dated.standing is DateStanding.LATE else (PLANNED, INK)


def _end(planned: Timescale) -> date | None:
    return planned.ends or planned.starts
