"""The lanes of a timeline: for each item and milestone a place, and a strip for each of its dates.

An item with one milestone shares its lane; one with several has a lane for itself, and each of them
one below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from shared.contracts.projects.vocabulary import Keeping, Progress
from shared.pictures.letters import ending, width_of, wrapped
from shared.pictures.palette import QUIET
from shared.pictures.pen import Hand

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from shared.contracts.projects.timelines import Timeline, TimelineMilestone, TimelineRow

MOST_STRIPS: Final = 600
"""More dates than these are not drawn: the JSON has them all."""

NAMES: Final = 42.0
"""How much the names of the axis take."""

STRIP: Final = 31.0
LINE: Final = 16.0
_TITLE: Final = 13.0
_BELOW: Final = 12.0
_INDENT: Final = 14.0
_DEEPEST: Final = 4
_WIDEST_REFERENCE: Final = 76.0
_PAD: Final = 8.0
_PAGE: Final = 1_000.0
"""After so much the names of the axis stand once more, so that they are near wherever one reads."""

_BOLD: Final = 1.05
"""Letters that are bold are wider by no more than this, as lines are wrapped in regular ones."""


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text to the left, *right* of where labels begin, *down* from its lane's top."""

    text: str
    right: float
    down: float
    hand: Hand


@dataclass(frozen=True, slots=True)
class Lane:
    """A stretch of the sheet, from *top* down.

    Attributes:
        number: Of the item, from 0: lanes of one item stand on one ground.
        milestone: Whose dates it holds; None for the head of several.
        struck: Whether what it says was removed.
        told: All that its labels have no room for.
    """

    top: float
    height: float
    number: int
    milestone: TimelineMilestone | None
    labels: Sequence[Label]
    struck: bool
    told: str

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height

    def strip(self, number: int) -> float:
        """Return the height of the line that a date lies on."""
        return self.top + STRIP * (number + 0.5) + 1


@dataclass(frozen=True, slots=True)
class Layout:
    """The lanes, and at what heights the names of the axis stand between them once more."""

    lanes: Sequence[Lane]
    names: Sequence[float]


def laid_out(timeline: Timeline, top: float, width: float) -> Layout:
    """Return the lanes from *top* down, with labels in a column so wide."""
    references = [width_of(row.item, _TITLE, bold=True) for row in timeline.rows]
    reference = min(max(references, default=0), _WIDEST_REFERENCE)
    lanes: list[Lane] = []
    names: list[float] = []
    named, strips = top, 0
    for number, row in enumerate(timeline.rows):
        strips += sum(max(len(each.dates), 1) for each in row.milestones) or 1
        if strips > MOST_STRIPS:
            break
        if top - named > _PAGE:
            names.append(top)
            named = top = top + NAMES
        for lane in _of_row(row, number, top, width, reference):
            lanes.append(lane)
            top = lane.bottom
    return Layout(lanes, names)


def _of_row(
    row: TimelineRow, number: int, top: float, width: float, reference: float
) -> Iterator[Lane]:
    shared = row.milestones[0] if len(row.milestones) == 1 else None
    is_removed = row.state is Keeping.REMOVED
    labels = list(_of_item(row, width, reference))
    if shared is not None and shared.title.casefold() != row.title.casefold():
        right = labels[-1].right
        lines = wrapped(shared.title, _BELOW, width - right, lines=1)
        below = labels[-1].down + LINE
        labels += [Label(line, right, below, Hand(_BELOW, QUIET)) for line in lines]
    told = f"{row.item} {row.title}"
    head = _lane(top, number, shared, labels, struck=is_removed or _is_gone(shared), told=told)
    yield head
    top = head.bottom
    for milestone in row.milestones if shared is None else ():
        right = labels[-1].right
        lines = wrapped(milestone.title, _BELOW, width - right, lines=2)
        titles = [
            Label(line, right, _PAD + _BELOW + LINE * place, Hand(_BELOW))
            for place, line in enumerate(lines)
        ]
        struck = is_removed or _is_gone(milestone)
        told = f"{row.item}, {milestone.milestone}: {milestone.title}"
        lane = _lane(top, number, milestone, titles, struck=struck, told=told)
        yield lane
        top = lane.bottom


def _of_item(row: TimelineRow, width: float, reference: float) -> Iterator[Label]:
    """Yield an item's reference, and its title in at most two lines beside it."""
    indent = min(row.depth, _DEEPEST) * _INDENT
    hand = Hand(_TITLE, bold=row.depth == 0)
    name = Hand(_TITLE, bold=True)
    yield Label(ending(row.item, _TITLE, reference), indent, _PAD + _TITLE, name)
    right = indent + reference + 10
    title = f"{row.title} (orphan)" if row.is_orphan else row.title
    for place, line in enumerate(wrapped(title, _TITLE * _BOLD, width - right, lines=2)):
        yield Label(line, right, _PAD + _TITLE + LINE * place, hand)


def _lane(
    top: float,
    number: int,
    milestone: TimelineMilestone | None,
    labels: Sequence[Label],
    *,
    struck: bool,
    told: str,
) -> Lane:
    deepest = max(label.down for label in labels) + _PAD
    height = max(deepest, STRIP * len(milestone.dates) + 2 if milestone else 0)
    return Lane(top, height, number, milestone, labels, struck, told)


def _is_gone(milestone: TimelineMilestone | None) -> bool:
    return milestone is not None and milestone.state is Progress.REMOVED
