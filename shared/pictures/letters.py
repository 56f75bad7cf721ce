"""The one typeface, IBM Plex Sans, and how much room a text takes in it.

The widths of its letters lie beside this file (`python -m deploy.letters` writes them), so that a
picture is laid out without opening a font. A letter that the typeface lacks counts as an em: in a
browser another font draws it, hardly ever wider.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unicodedata import category

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

FAMILY: Final = "IBM Plex Sans"
ELLIPSIS: Final = "\u2026"

_EM: Final = 1000
_WITHOUT_WIDTH: Final = frozenset({"Mn", "Me", "Cf"})


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """Return how wide *text* is in letters of *size*. Pairs that move closer are not counted."""
    widths = _widths("semibold" if bold else "regular")
    return sum(_width(widths, letter) for letter in text) * size / _EM


def shortened(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """Return *text*, or as much of its beginning as fits into *room* with an ellipsis."""
    if width_of(text, size, bold=bold) <= room:
        return text
    return _beginning(text, size, room, bold=bold).rstrip() + ELLIPSIS


def ending(text: str, size: float, room: float) -> str:
    """Return *text*, or as much of its end as fits: references begin alike, and end apart."""
    if width_of(text, size) <= room:
        return text
    return ELLIPSIS + _beginning(text[::-1], size, room, bold=False)[::-1].lstrip()


def wrapped(text: str, size: float, room: float, *, lines: int) -> Sequence[str]:
    """Return *text* in at most so many lines, each of which fits into *room*."""
    done: list[str] = []
    words = text.split()
    while words:
        if len(done) == lines - 1:
            return [*done, shortened(" ".join(words), size, room)]
        taken = 1
        while taken < len(words) and width_of(" ".join(words[: taken + 1]), size) <= room:
            taken += 1
        done.append(shortened(" ".join(words[:taken]), size, room))
        del words[:taken]
    return done


def font_file() -> Path:
    """Return where the typeface lies: one file for all weights, of the package that brings it."""
    return Path(str(files("fontpkg_ibm_plex_sans"))) / "files" / "IBMPlexSans[wdth,wght].ttf"


def _beginning(text: str, size: float, room: float, *, bold: bool) -> str:
    """Return as much of *text* as leaves room for an ellipsis."""
    room -= width_of(ELLIPSIS, size, bold=bold)
    for count, letter in enumerate(text):
        room -= width_of(letter, size, bold=bold)
        if room < 0:
            return text[:count]
    return text


def _width(widths: Mapping[str, int], letter: str) -> int:
    if category(letter) in _WITHOUT_WIDTH:
        return 0
    return widths.get(letter, _EM)


@cache
def _widths(weight: str) -> Mapping[str, int]:
    """Return the width of each letter, in thousandths of its size. Reads the list on first use."""
    written = json.loads((files(__package__) / "widths.json").read_text(encoding="utf-8"))
    return dict(_each(written[weight]))


def _each(by_width: Mapping[str, str]) -> Iterable[tuple[str, int]]:
    for width, letters in by_width.items():
        for letter in letters:
            yield letter, int(width)
