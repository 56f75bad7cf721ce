"""The timeline as a picture: from the answer to SVG, the same bytes for the same answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from services.projects.timeline import words
from services.projects.timeline.axis import Axis, axis_of
from services.projects.timeline.lanes import NAMES, STRIP, laid_out
from services.projects.timeline.legend import draw_legend, legend_height
from services.projects.timeline.marks import draw_dated
from shared.contracts.projects.timelines import DateStanding
from shared.pictures.letters import shortened, width_of, wrapped
from shared.pictures.palette import INK, PAPER, QUIET, RULE
from shared.pictures.pen import Hand, Room, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from services.projects.timeline.axis import Tick
    from services.projects.timeline.lanes import Lane
    from shared.contracts.projects.timelines import DatedStanding, Timeline
    from shared.pictures.pen import Pen

SVG: Final = "image/svg+xml"
WIDTH: Final = 1200.0
MARGIN: Final = 36.0
_LABELS: Final = 372.0
_WORDS: Final = 236.0
_GAP: Final = 18.0
_TOP: Final = 152.0
_GROUND: Final = "#f5f6f7"
_SMALL: Final = 11.0
_WORD: Final = 12.0


def timeline_svg(timeline: Timeline) -> str:
    """Return the picture: items to the left, their dates in time, and words to the right."""
    axis = _axis(timeline)
    layout = laid_out(timeline, _TOP, _LABELS)
    lanes = layout.lanes
    bottom = lanes[-1].bottom if lanes else _TOP + 2 * STRIP
    legend = Room(MARGIN, bottom + 46, WIDTH - 2 * MARGIN, 0)
    notes = list(_notes(timeline, axis, lanes))
    sheet = Sheet(
        WIDTH,
        legend.y + legend_height(timeline, axis, legend.width, notes) + 12,
        title=f"Timeline: {timeline.title}, {timeline.body}",
        description=words.description(timeline),
    )
    _draw_heading(sheet, timeline)
    _draw_grounds(sheet, lanes)
    _draw_axis(sheet, axis, bottom, layout.names)
    for lane in lanes:
        _draw_labels(sheet, lane)
    _draw_day(sheet, axis, timeline.on, bottom)
    for lane in lanes:
        _draw_dates(sheet, axis, lane, timeline.on)
    if not lanes:
        sheet.text(MARGIN, _TOP + STRIP, "The plan has no items.", Hand(14, QUIET))
    draw_legend(sheet, timeline, axis, legend, notes)
    return sheet.svg()


def _axis(timeline: Timeline) -> Axis:
    left = MARGIN + _LABELS + _GAP
    right = WIDTH - MARGIN - _WORDS - _GAP
    return axis_of(list(_days(timeline)), timeline.on, left, right)


def _days(timeline: Timeline) -> Iterator[date]:
    for row in timeline.rows:
        for milestone in row.milestones:
            for dated in milestone.dates:
                for planned in (dated.baseline, dated.current):
                    yield from (day for day in (planned.starts, planned.ends) if day)
                if dated.met_on:
                    yield dated.met_on


def _draw_heading(sheet: Sheet, timeline: Timeline) -> None:
    room = WIDTH - 2 * MARGIN
    title = shortened(timeline.title, 28, room, bold=True)
    sheet.text(MARGIN, 60, title, Hand(28, bold=True))
    said = shortened(words.subtitle(timeline), 16, room)
    sheet.text(MARGIN, 88, said, Hand(16, QUIET))


def _draw_grounds(sheet: Sheet, lanes: Sequence[Lane]) -> None:
    """Draw every other item on a ground of its own, so that a line is followed to its end."""
    for lane in lanes:
        if lane.number % 2 == 0:
            room = Room(MARGIN - 10, lane.top, WIDTH - 2 * MARGIN + 20, lane.height)
            sheet.box(room, fill=_GROUND)


def _draw_axis(sheet: Sheet, axis: Axis, bottom: float, between: Sequence[float]) -> None:
    """Draw years and months, or quarters, as lines; their names stand above, below and between."""
    for tick in axis.steps():
        x = axis.at(tick.begins)
        sheet.line([(x, _TOP), (x, bottom)], stroke=RULE, width=0.5)
    for edge in (*(axis.at(tick.begins) for tick in axis.years()), axis.right):
        sheet.line([(edge, _TOP - 36), (edge, bottom + 36)], stroke=RULE, width=1.2)
    for line in (_TOP, bottom):
        sheet.line([(axis.left, line), (axis.right, line)], stroke=RULE)
    _draw_names(sheet, axis, _TOP - 22, _TOP - 6)
    for top in between:
        sheet.box(Room(axis.left + 1, top, axis.right - axis.left - 2, NAMES), fill=PAPER)
        _draw_names(sheet, axis, top + 18, top + 34)
    _draw_names(sheet, axis, bottom + 30, bottom + 14)


def _draw_names(sheet: Sheet, axis: Axis, of_years: float, of_steps: float) -> None:
    for tick in axis.steps():
        _draw_name(sheet, axis, tick, of_steps, Hand(_SMALL, QUIET, anchor="middle"))
    for tick in axis.years():
        _draw_name(sheet, axis, tick, of_years, Hand(_WORD, INK, bold=True, anchor="middle"))


def _draw_name(sheet: Sheet, axis: Axis, tick: Tick, y: float, hand: Hand) -> None:
    """Write the name of a stretch in its middle, or as much of it as there is room for."""
    left, right = axis.at(tick.begins), axis.at(tick.ends)
    is_year = tick.name[:1].isdecimal()
    shorter = (tick.name[:4], tick.name[2:4]) if is_year else (tick.name[:1],)
    for name in (tick.name, *shorter):
        if width_of(name, hand.size, bold=hand.bold) <= right - left - 2:
            sheet.text((left + right) / 2, y, name, hand)
            return


def _draw_day(sheet: Sheet, axis: Axis, on: date, bottom: float) -> None:
    if axis.holds(on):
        x = axis.middle(on)
        sheet.line([(x, _TOP - 2), (x, bottom + 2)], width=1.5)


def _draw_labels(sheet: Sheet, lane: Lane) -> None:
    part = sheet.part(title=lane.told, kind="lane")
    for label in lane.labels:
        x, y = MARGIN + label.right, lane.top + label.down
        part.text(x, y, label.text, label.hand)
        if lane.struck:
            width = width_of(label.text, label.hand.size, bold=label.hand.bold)
            part.line([(x, y - 4.5), (x + width, y - 4.5)], stroke=INK)


def _draw_dates(sheet: Sheet, axis: Axis, lane: Lane, on: date) -> None:
    if lane.milestone is None:
        return
    for number, dated in enumerate(lane.milestone.dates):
        part = sheet.part(title=words.told(lane.milestone, dated), kind="date")
        draw_dated(part, axis, lane.strip(number), dated, on)
        _draw_words(part, axis, lane.strip(number), dated)


def _draw_words(part: Pen, axis: Axis, y: float, dated: DatedStanding) -> None:
    is_late = dated.standing is DateStanding.LATE
    hand = Hand(_WORD, INK, bold=is_late)
    lines = wrapped(words.beside(dated), _WORD * 1.05 if is_late else _WORD, _WORDS, lines=2)
    first = y + 4 - (len(lines) - 1) * 7
    for place, line in enumerate(lines):
        part.text(axis.right + _GAP, first + place * 14, line, hand)


def _notes(timeline: Timeline, axis: Axis, lanes: Sequence[Lane]) -> Iterator[str]:
    if not axis.holds(timeline.on):
        side = "after" if timeline.on >= axis.ends else "before"
        yield f"{words.day(timeline.on)}, the day that dates are late on, lies {side} these years."
    drawn = len({lane.number for lane in lanes})
    if drawn < len(timeline.rows):
        left_out = words.counted(len(timeline.rows) - drawn, "item")
        yield f"{left_out} more are not drawn; all are in the same timeline as JSON."
    if any(not row.milestones for row in timeline.rows):
        yield "An item without a sign has no milestone of its own."
