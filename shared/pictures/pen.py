"""The pen: shapes and texts, written as SVG. The same picture has the same bytes.

It writes presentation attributes alone: no style, script, link or font to fetch. So a picture may
stand in any page, whatever that page's content security policy allows. Nothing is ever drawn
outside the room given to a text, whichever font a reader has: the room clips it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from shared.pictures.letters import FAMILY
from shared.pictures.palette import INK, PAPER

if TYPE_CHECKING:
    from collections.abc import Sequence

    Point = tuple[float, float]

_FONTS: Final = f"'{FAMILY}', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
_UNWRITABLE: Final = re.compile(
    "[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # what XML 1.0 has no place for
)
_UNSEEN: Final = re.compile("[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")
"""Controls, and the marks by which a text could turn what is written after it."""


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle: its upper left corner, and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends to the right."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Where it ends below."""
        return self.y + self.height

    def inset(self, by: float) -> Room:
        """Return the room that lies *by* inside it, on each side."""
        return Room(self.x + by, self.y + by, self.width - 2 * by, self.height - 2 * by)


@dataclass(frozen=True, slots=True)
class Hand:
    """How a text is written.

    Attributes:
        size: Of the letters, in the picture's units.
        anchor: Which end of the text its place is: `start`, `middle` or `end`.
        halo: A colour around the letters, that of their ground, so that no line runs into them.
        is_turned: Whether it is read from below, along a line that goes up.
    """

    size: float
    fill: str = INK
    bold: bool = False
    anchor: str = "start"
    halo: str | None = None
    is_turned: bool = False


class Pen:
    """Draws on one sheet of paper, or within a part of it."""

    def __init__(self, element: Element) -> None:
        self._element = element

    def part(self, *, title: str | None = None, kind: str | None = None) -> Pen:
        """Return a pen for shapes that belong together.

        Args:
            title: What a reader is told who points at them.
            kind: What they are, as a `class`: nothing is styled by it.
        """
        group = SubElement(self._element, "g")
        if kind is not None:
            group.set("class", kind)
        if title is not None:
            SubElement(group, "title").text = plain(title)
        return Pen(group)

    def within(self, room: Room) -> Pen:
        """Return a pen that can't draw outside *room*. Its places are still the sheet's."""
        box = {
            "x": _number(room.x),
            "y": _number(room.y),
            "width": _number(room.width),
            "height": _number(room.height),
        }
        return Pen(SubElement(self._element, "svg", box, viewBox=" ".join(box.values())))

    def box(
        self, room: Room, *, fill: str = "none", stroke: str | None = None, radius: float = 0
    ) -> None:
        """Draw a rectangle."""
        drawn = SubElement(
            self._element,
            "rect",
            x=_number(room.x),
            y=_number(room.y),
            width=_number(room.width),
            height=_number(room.height),
            fill=fill,
        )
        if radius:
            drawn.set("rx", _number(radius))
        if stroke is not None:
            drawn.set("stroke", stroke)

    def line(
        self, points: Sequence[Point], *, stroke: str = INK, width: float = 1, dash: str = ""
    ) -> None:
        """Draw a line through *points*."""
        route = " L".join(f"{_number(x)} {_number(y)}" for x, y in points)
        self._stroke(f"M{route}", stroke, width, dash)

    def arc(
        self, start: Point, bend: Point, end: Point, *, stroke: str = INK, width: float = 1
    ) -> None:
        """Draw a bow from *start* to *end*, drawn towards *bend* (a quadratic Bézier curve)."""
        (x, y), (bend_x, bend_y), (end_x, end_y) = start, bend, end
        route = f"M{_number(x)} {_number(y)} Q{_number(bend_x)} {_number(bend_y)}"
        self._stroke(f"{route} {_number(end_x)} {_number(end_y)}", stroke, width, "")

    def shape(self, points: Sequence[Point], *, fill: str = INK, stroke: str = PAPER) -> None:
        """Fill the shape whose corners are *points*, with a fine edge."""
        route = " L".join(f"{_number(x)} {_number(y)}" for x, y in points)
        SubElement(self._element, "path", d=f"M{route} Z", fill=fill, stroke=stroke)

    def dot(self, middle: Point, radius: float, *, fill: str = INK, stroke: str = PAPER) -> None:
        """Draw a filled circle, with a fine edge."""
        x, y = map(_number, middle)
        SubElement(self._element, "circle", cx=x, cy=y, r=_number(radius), fill=fill, stroke=stroke)

    def text(self, x: float, y: float, text: str, hand: Hand) -> None:
        """Write *text* with its baseline at *y*."""
        written = SubElement(
            self._element,
            "text",
            {"x": _number(x), "y": _number(y), "font-size": _number(hand.size), "fill": hand.fill},
        )
        if hand.bold:
            written.set("font-weight", "600")
        if hand.anchor != "start":
            written.set("text-anchor", hand.anchor)
        if hand.halo is not None:
            written.set("stroke", hand.halo)
            written.set("stroke-width", "3")
            written.set("stroke-linejoin", "round")
            written.set("paint-order", "stroke")
        if hand.is_turned:
            written.set("transform", f"rotate(-90 {_number(x)} {_number(y)})")
        written.text = plain(text)

    def _stroke(self, route: str, stroke: str, width: float, dash: str) -> None:
        drawn = SubElement(self._element, "path", d=route, fill="none", stroke=stroke)
        drawn.set("stroke-width", _number(width))
        drawn.set("stroke-linejoin", "round")
        if dash:
            drawn.set("stroke-dasharray", dash)


class Sheet(Pen):
    """A sheet of white paper with its title, and its description for who can't see it."""

    def __init__(self, width: float, height: float, *, title: str, description: str) -> None:
        title, description = plain(title), plain(description)
        # Two pictures in one page must not name their titles alike.
        name = hashlib.sha256(f"{title}\n{description}".encode()).hexdigest()[:8]
        root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "width": _number(width),
                "height": _number(height),
                "viewBox": f"0 0 {_number(width)} {_number(height)}",
                "role": "img",
                "aria-labelledby": f"title-{name} desc-{name}",
                "font-family": _FONTS,
            },
        )
        super().__init__(root)
        SubElement(root, "title", id=f"title-{name}").text = title
        SubElement(root, "desc", id=f"desc-{name}").text = description
        self.box(Room(0, 0, width, height), fill=PAPER)

    def svg(self) -> str:
        """Return the picture."""
        return tostring(self._element, encoding="unicode")


def plain(text: str) -> str:
    """Return *text* as a picture may hold it: in one line, without what can't be seen or written.

    A lone surrogate and the like becomes U+FFFD; a control, or a mark of direction, a space.
    """
    return " ".join(_UNWRITABLE.sub("\ufffd", _UNSEEN.sub(" ", text)).split())


def _number(value: float) -> str:
    """Return a number to two decimals, in one way only: no exponent, and no minus before zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
