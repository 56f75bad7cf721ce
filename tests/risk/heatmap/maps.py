"""Heat maps to try, and a drawn one as a reader of the file sees it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element, fromstring

from PIL import ImageFont

from services.risk.heatmap.map import Beside, HeatMap, MappedRisk, Place, Square
from shared.contracts.risk.registers import Band, Level, Matrix
from shared.pictures.letters import font_file
from shared.pictures.pen import Room

SVG = "{http://www.w3.org/2000/svg}"
SIZES = [(2, 2), (2, 10), (10, 2), (3, 7), (4, 4), (5, 5), (10, 10)]
"""Levels of likelihood, and of impact."""


def levels(labels: Sequence[str]) -> list[Level]:
    """Return the steps of a scale, whatever they are called."""
    return [Level.model_construct(label=label, meaning=None) for label in labels]


def bands(labels: Sequence[str], starts: Sequence[int]) -> list[Band]:
    """Return bands from their lowest scores on, whatever they are called."""
    return [
        Band.model_construct(
            code=f"band-{number}", label=label, from_score=start, review_every_months=3, colour=None
        )
        for number, (label, start) in enumerate(zip(labels, starts, strict=True))
    ]


def matrix(rows: int = 5, columns: int = 5, **other: Any) -> Matrix:
    """Return a matrix: Low, Medium, High and Very high begin a quarter of the highest apart."""
    quarters = [-(-part * rows * columns // 4) for part in (1, 2, 3)]
    made: dict[str, Any] = {
        "likelihood": levels([f"Likelihood {level}" for level in range(1, rows + 1)]),
        "impact": levels([f"Impact {level}" for level in range(1, columns + 1)]),
        "bands": bands(("Low", "Medium", "High", "Very high"), (1, *quarters)),
        "appetite": None,
        "tolerance": None,
    }
    return Matrix.model_construct(**made | other)


def heat_map(risks: Sequence[MappedRisk] = (), **other: Any) -> HeatMap:
    made: dict[str, Any] = {
        "title": "Risk heat map",
        "body": "Leicestershire Partnership",
        "register": "Strategic risks",
        "as_of": date(2020, 9, 30),
        "matrix": matrix(),
        "risks": risks,
        "since": date(2020, 6, 30),
    }
    return HeatMap(**made | other)


def scattered(count: int, on: Matrix, *, prefix: str = "R") -> list[MappedRisk]:
    """Return so many risks, one in eight of each score unknown, one of another matrix.

    They are the same ones every time.
    """
    chance = random.Random(count)  # noqa: S311  no secret
    rows, columns = len(on.likelihood), len(on.impact)

    def square() -> Square:
        return Square(chance.randint(1, rows), chance.randint(1, columns))

    def place() -> Place:
        drawn = chance.random()
        if drawn < 1 / 4:
            return Beside.UNKNOWN if drawn < 1 / 8 else Beside.ANOTHER_MATRIX
        return square()

    return [
        MappedRisk(
            f"{prefix}{number}", place(), place(), square() if chance.random() < 7 / 8 else None
        )
        for number in range(1, count + 1)
    ]


@dataclass(frozen=True)
class Written:
    """A text on the sheet, and the room that its letters take by the font's own metrics."""

    text: str
    room: Room
    clip: Room | None
    kind: str
    anchor: tuple[float, float]

    def overlaps(self, other: Written) -> bool:
        """Return whether two texts run into each other by more than half a pixel."""
        return (
            self.room.x < other.room.right - 0.5
            and other.room.x < self.room.right - 0.5
            and self.room.y < other.room.bottom - 0.5
            and other.room.y < self.room.bottom - 0.5
        )


@dataclass(frozen=True)
class Drawn:
    """A picture, read again.

    Attributes:
        squares: Of both panels: each square's rectangle and colour, from the lowest corner.
        groups: Of both panels: what is told of each square, and the texts in it.
        beside: The groups of those in no square, by why; none where there are none.
    """

    root: Element
    size: tuple[float, float]
    squares: tuple[list[tuple[Room, str]], list[tuple[Room, str]]]
    groups: tuple[list[tuple[str, list[Written]]], list[tuple[str, list[Written]]]]
    beside: dict[Beside, list[tuple[str, list[Written]]]]
    texts: list[Written]

    def grid(self, panel: int) -> Room:
        """Return the room of all squares of a panel, the current one's if it is 0."""
        rooms = [room for room, _ in self.squares[panel]]
        x, y = min(room.x for room in rooms), min(room.y for room in rooms)
        right, bottom = max(room.right for room in rooms), max(room.bottom for room in rooms)
        return Room(x, y, right - x, bottom - y)

    def moves(self) -> Element:
        """Return the group of the arrows."""
        [group] = [each for each in self.root.iter(f"{SVG}g") if each.get("class") == "moves"]
        return group


def read(svg: str) -> Drawn:
    root = fromstring(svg)  # noqa: S314  our own picture
    squares = [
        [(_room(rect), rect.get("fill", "")) for rect in group.iter(f"{SVG}rect")]
        for group in _of_kind(root, "squares")
    ]
    groups = [_told(group) for group in _of_kind(root, "square")]
    half = len(groups) // 2
    return Drawn(
        root=root,
        size=(float(root.get("width", "")), float(root.get("height", ""))),
        squares=(squares[0], squares[1]),
        groups=(groups[:half], groups[half:]),
        beside={why: [_told(group) for group in _of_kind(root, why)] for why in Beside},
        texts=list(_texts(root)),
    )


def references_in(group: tuple[str, list[Written]], known: Sequence[str]) -> list[str]:
    """Return each time that a group holds one of the *known* references, shown or told."""
    told, texts = group
    hidden = told.partition("Also here: ")[2].split(", ")
    return [text for text in [*hidden, *(each.text for each in texts)] if text in known]


def _of_kind(root: Element, kind: str) -> list[Element]:
    return [group for group in root.iter(f"{SVG}g") if group.get("class") == kind]


def _told(group: Element) -> tuple[str, list[Written]]:
    return group.findtext(f"{SVG}title", ""), list(_texts(group))


def _texts(element: Element, clip: Room | None = None, kind: str = "") -> Iterator[Written]:
    for child in element:
        if child.tag == f"{SVG}text":
            yield _written(child, clip, kind)
        else:
            inner = _room(child) if child.tag == f"{SVG}svg" else clip
            yield from _texts(child, inner, child.get("class", kind))


def _written(text: Element, clip: Room | None, kind: str) -> Written:
    x, y, size = (float(text.get(name, "")) for name in ("x", "y", "font-size"))
    words = text.text or ""
    width = measured(words, size, bold=text.get("font-weight") == "600")
    before = {"start": 0.0, "middle": width / 2, "end": width}[text.get("text-anchor", "start")]
    # Capitals are 0.698 tall, and no letter of a label goes deeper than 0.22.
    if "transform" in text.attrib:  # a quarter to the left: the line goes up from x, y
        room = Room(x - 0.7 * size, y - width + before, 0.92 * size, width)
    else:
        room = Room(x - before, y - 0.7 * size, width, 0.92 * size)
    return Written(words, room, clip, kind, (x, y))


def measured(text: str, size: float, *, bold: bool) -> float:
    """Return how wide FreeType takes a text to be: letters that the font lacks as its sign."""
    return _font(600 if bold else 400).getlength(text) / 1000 * size


@cache
def _font(weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(font_file()), 1000, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight, 100])
    return font


def _room(element: Element) -> Room:
    x, y, width, height = (float(element.get(name, "")) for name in ("x", "y", "width", "height"))
    return Room(x, y, width, height)
