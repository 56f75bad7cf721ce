"""How wide a text is, held against the font itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageFont

from deploy.letters import WIDTHS, widths_as_written
from shared.pictures.letters import (
    ELLIPSIS,
    FAMILY,
    ending,
    font_file,
    shortened,
    width_of,
    wrapped,
)

TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
ROOMS = st.floats(20, 300)


def test_the_widths_are_those_of_the_font_that_is_installed() -> None:
    """If not: `python -m deploy.letters`."""
    assert WIDTHS.read_text(encoding="utf-8") == widths_as_written()


@pytest.mark.parametrize(("bold", "weight"), [(False, 400), (True, 600)])
@pytest.mark.parametrize("text", ["R12", "Almost certain", "\u2026+185", "Ŵyŷ £10,000", "iiiWWW"])
def test_a_width_is_what_freetype_measures(text: str, bold: bool, weight: int) -> None:  # noqa: FBT001
    """Another reader of the same file; each letter by itself, so that no pair moves closer."""
    font = ImageFont.truetype(str(font_file()), 1000)
    font.set_variation_by_axes([weight, 100])
    measured = sum(font.getlength(letter) for letter in text) / 1000 * 12

    assert font.getname()[0] == FAMILY
    assert width_of(text, 12, bold=bold) == pytest.approx(measured, rel=0.003)


def test_a_letter_that_the_font_lacks_is_as_wide_as_it_is_tall() -> None:
    assert width_of("\U0001f600", 12) == 12
    assert width_of("\u05e9\u05dc", 12) == 24


def test_marks_and_what_can_not_be_seen_take_no_room() -> None:
    assert width_of("e\u0301\u200d", 12) == width_of("e", 12)


@given(TEXTS, ROOMS)
def test_what_is_shortened_fits(text: str, room: float) -> None:
    for short in (shortened(text, 12, room), ending(text, 12, room)):
        assert width_of(short, 12) <= room
        assert (short == text) == (width_of(text, 12) <= room) or ELLIPSIS in text


@given(TEXTS, ROOMS, st.integers(1, 4))
def test_what_is_wrapped_fits_and_loses_nothing_without_saying_so(
    text: str, room: float, lines: int
) -> None:
    written = wrapped(text, 12, room, lines=lines)

    assert len(written) <= lines
    assert all(width_of(line, 12) <= room for line in written)
    assert " ".join(written) == " ".join(text.split()) or ELLIPSIS in "".join(written)


def test_references_are_told_apart_by_their_ends() -> None:
    references = ["LEIC-STRAT-2020-8", "LEIC-STRAT-2020-9"]

    assert [ending(text, 12, 75)[-2:] for text in references] == ["-8", "-9"]
    assert shortened(references[0], 12, 75).startswith("LEIC-ST")
