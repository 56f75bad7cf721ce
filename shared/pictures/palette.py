"""The colours of every picture, and what a colour must be to read in grey.

Bands run from pale to dark, so that a photocopy keeps their order, and so do eyes that tell no red
from green. What is said of light is WCAG 2.2's: "relative luminance" and "contrast ratio", in
https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and #dfn-contrast-ratio.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

PAPER: Final = "#ffffff"
INK: Final = "#1d2229"
QUIET: Final = "#59626d"
"""For what stands back: axes, notes, references. It has a contrast of 6 on paper."""
RULE: Final = "#c8cdd3"
"""For lines that part, and carry no meaning."""

READABLE: Final = 4.5
"""The least contrast of a text with what it stands on (WCAG 2.2, 1.4.3)."""

LEAST_STEP: Final = 1.25
"""The least contrast of a band with the next. *Choice*: in grey, less is hard to tell apart."""

FEWEST_BANDS: Final = 2
MOST_BANDS: Final = 7
"""No more bands than this have colours that stay distinct."""

_RAMP: Final = ("#f4efe2", "#ebd09b", "#e0ab68", "#cc824c", "#ae5a47", "#833746", "#561e3c")
_COLOUR: Final = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_BLACK: Final = "#000000"


def band_colours(count: int) -> Sequence[str]:
    """Return the colours of *count* bands, the lowest first: from sand to plum.

    Raises:
        ValueError: If it is not between `FEWEST_BANDS` and `MOST_BANDS`.
    """
    if not FEWEST_BANDS <= count <= MOST_BANDS:
        message = f"there are colours for {FEWEST_BANDS} to {MOST_BANDS} bands"
        raise ValueError(message)
    return tuple(_at(place * (len(_RAMP) - 1) / (count - 1)) for place in range(count))


def is_colour(text: str) -> bool:
    """Return whether *text* is a colour as this house writes one: `#` and six hexadecimals."""
    return _COLOUR.fullmatch(text) is not None


def are_distinct_in_grey(colours: Sequence[str]) -> bool:
    """Return whether bands of these *colours*, the lowest first, keep their order in grey.

    Each is darker than the one before, by a contrast of `LEAST_STEP`. Green, amber and red fail:
    amber is the palest of them, and a copier takes green and red for the same.
    """
    return all(
        luminance(lower) > luminance(higher) and contrast(lower, higher) >= LEAST_STEP
        for lower, higher in pairwise(colours)
    )


def text_on(colour: str) -> str:
    """Return the colour of text on *colour*: ink or paper, or black where neither is readable."""
    for text in (INK, PAPER):
        if contrast(text, colour) >= READABLE:
            return text
    return _BLACK


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Return a colour's relative luminance: 0 for black, 1 for white.

    Raises:
        ValueError: If it is not `#` and six hexadecimals.
    """
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004


def _parts(colour: str) -> Sequence[int]:
    if not is_colour(colour):
        message = f"a colour is # and six hexadecimals, not {colour[:20]!r}"
        raise ValueError(message)
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _at(place: float) -> str:
    """Return the ramp's colour at *place*, between two of its stops if need be."""
    before = min(int(place), len(_RAMP) - 2)
    share = place - before
    mixed = (
        round(lower * (1 - share) + higher * share)
        for lower, higher in zip(_parts(_RAMP[before]), _parts(_RAMP[before + 1]), strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)
