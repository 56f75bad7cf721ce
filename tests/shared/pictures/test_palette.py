"""The colours: in order for the eye that sees all, for those that don't, and in grey."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pictures.palette import (
    INK,
    PAPER,
    QUIET,
    are_distinct_in_grey,
    band_colours,
    contrast,
    is_colour,
    luminance,
    text_on,
)

Matrix = Sequence[Sequence[float]]

# Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model for Simulation of Color
# Vision Deficiency", IEEE TVCG 15 (6), doi:10.1109/TVCG.2009.113: the tables published beside the
# paper, at severity 1.0. They apply to linear red, green and blue.
MACHADO: dict[str, Matrix] = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
BANDS = range(2, 8)
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def linear(colour: str) -> Sequence[float]:
    """Return red, green and blue as light (IEC 61966-2-1), worked apart from the palette."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance_seen(colour: str, matrix: Matrix) -> float:
    light = linear(colour)
    seen = [
        min(1, max(0, sum(share * part for share, part in zip(row, light, strict=True))))
        for row in matrix
    ]
    return 0.2126 * seen[0] + 0.7152 * seen[1] + 0.0722 * seen[2]


@pytest.mark.parametrize("deficiency", MACHADO)
def test_a_matrix_as_published_leaves_white_white(deficiency: str) -> None:
    assert [round(sum(row), 4) for row in MACHADO[deficiency]] == [1, 1, 1]


@pytest.mark.parametrize("count", BANDS)
@pytest.mark.parametrize("deficiency", MACHADO)
def test_bands_grow_darker_for_who_lacks_a_cone(deficiency: str, count: int) -> None:
    """Each by a contrast of 1.2 at least: not by their hue, which may be lost, but by their light.

    As for the eye that sees all, but for the step of 1.25, which is asked of grey.
    """
    light = [luminance_seen(colour, MACHADO[deficiency]) for colour in band_colours(count)]

    assert all((lower + 0.05) / (higher + 0.05) >= 1.2 for lower, higher in pairwise(light))


@pytest.mark.parametrize("count", BANDS)
def test_bands_are_distinct_in_grey_and_their_text_is_readable(count: int) -> None:
    colours = band_colours(count)

    assert len(set(colours)) == count
    assert are_distinct_in_grey(colours)
    assert all(contrast(text_on(colour), colour) >= 4.5 for colour in colours)


@pytest.mark.parametrize("count", [0, 1, 8])
def test_there_are_colours_for_two_to_seven_bands(count: int) -> None:
    with pytest.raises(ValueError, match="2 to 7 bands"):
        band_colours(count)


@pytest.mark.parametrize(
    ("colours", "why"),
    [
        (["#00b050", "#ffc000", "#ff0000"], "amber is the palest of the three"),
        (["#92d050", "#ffff00", "#ffc000", "#ff0000"], "yellow is paler than green"),
        (["#cccccc", "#cccccc"], "the same"),
        (["#cccccc", "#c0c0c0"], "too near: (0.604 + 0.05) / (0.527 + 0.05) is 1.13"),
        (["#541e3c", "#f4efe2"], "dark to pale"),
        (["#ff0000", "#7f7f7f"], "red and grey are as light as each other: 0.2126 and 0.2122"),
    ],
)
def test_colours_that_grey_confuses_are_told(colours: Sequence[str], why: str) -> None:
    assert not are_distinct_in_grey(colours), why


def test_colours_that_grow_darker_are_taken() -> None:
    assert are_distinct_in_grey(["#ffffff", "#d9d9d9", "#a6a6a6", "#7f7f7f", "#404040", "#000000"])
    assert are_distinct_in_grey(["#ffe699"])


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("#ffffff", 1.0),
        ("#000000", 0.0),
        ("#ff0000", 0.2126),  # WCAG's coefficients
        ("#00FF00", 0.7152),
        ("#0000ff", 0.0722),
        ("#808080", 0.2159),  # ((128 / 255 + 0.055) / 1.055) ** 2.4
        ("#0a0a0a", 0.0030),  # 10 / 255 / 12.92
    ],
)
def test_luminance_is_wcags(colour: str, expected: float) -> None:
    assert round(luminance(colour), 4) == expected


def test_contrast_is_wcags() -> None:
    """#767676 is the lightest grey that can be read on white, as is often told; #777777 is not."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") >= 4.5 > contrast("#ffffff", "#777777")


def test_ink_and_what_stands_back_can_be_read_on_paper() -> None:
    assert contrast(INK, PAPER) >= 7
    assert contrast(QUIET, PAPER) >= 4.5


@given(COLOURS)
def test_text_can_be_read_on_any_colour(colour: str) -> None:
    assert contrast(text_on(colour), colour) >= 4.5


@pytest.mark.parametrize(
    "text", ["red", "#fff", "#12345", "#1234567", "#12345g", " #123456", "#123456\n", "url(#a)", ""]
)
def test_what_is_no_colour_is_told(text: str) -> None:
    assert not is_colour(text)
    with pytest.raises(ValueError, match="six hexadecimals"):
        luminance(text)
