"""Text and codes: nothing that a database or a log can't hold, and one way to write it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from shared.contracts.values import BodyCode, IndicatorCode, Line, Paragraph
from tests.shared.contracts.refusing import refuses

LINE: TypeAdapter[str] = TypeAdapter(Line)
PARAGRAPH: TypeAdapter[str] = TypeAdapter(Paragraph)


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\ud800"])
def test_a_character_that_no_text_may_hold_is_refused(character: str) -> None:
    for kind in (LINE, PARAGRAPH):
        assert refuses(kind, f"a{character}b")


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\t", "\u2028", "\u2029"])
def test_a_line_is_one_line_and_a_paragraph_may_have_many(line_break: str) -> None:
    text = f"a{line_break}b"

    assert refuses(LINE, text)
    assert PARAGRAPH.validate_python(text) == text


def test_what_looks_the_same_is_the_same() -> None:
    """NFC: an o and a combining circumflex become the one letter ô (U+00F4)."""
    for kind in (LINE, PARAGRAPH):
        assert kind.validate_python("Mo\u0302n") == "M\u00f4n"


def test_blanks_around_a_text_are_dropped_and_blanks_alone_are_no_text() -> None:
    assert LINE.validate_python("  a b ") == "a b"
    for blank in ("", "   ", "\n", "\u00a0\u2003"):
        assert refuses(LINE, blank)
        assert refuses(PARAGRAPH, blank)


def test_a_text_is_bounded_after_it_is_folded() -> None:
    """200 letters of two code points each are 200 letters."""
    assert len(LINE.validate_python("o\u0302" * 200)) == 200
    assert refuses(LINE, "a" * 201)
    assert len(PARAGRAPH.validate_python("a" * 4_000)) == 4_000
    assert refuses(PARAGRAPH, "a" * 4_001)


@pytest.mark.parametrize(("kind", "most"), [(LINE, "200"), (PARAGRAPH, "4000")])
def test_the_length_of_a_text_is_told_in_characters(kind: TypeAdapter[str], most: str) -> None:
    """Not in "items after validation", of which a text has none."""
    for text, bound in (("a" * 4_001, f"at most {most} characters"), ("", "at least 1 character")):
        with pytest.raises(ValidationError) as refused:
            kind.validate_python(text)
        [error] = refused.value.errors()
        assert error["msg"] == f"String should have {bound}"


def test_what_is_no_text_is_not_made_one() -> None:
    for value in (1, True, None, ["a"], {"a": 1}, Decimal(1)):
        assert refuses(LINE, value)


@pytest.mark.parametrize("kind", [BodyCode, IndicatorCode])
@pytest.mark.parametrize(
    "code", ["", "a", "A", "E0700013", "e07000132\n", "a'b", "a b", "a,b", "é", "-a", "a" * 64]
)
def test_a_code_is_of_a_plain_alphabet(kind: Any, code: str) -> None:
    assert refuses(TypeAdapter(kind), code)


def test_a_body_is_a_council_a_partnership_or_the_operator() -> None:
    body: TypeAdapter[str] = TypeAdapter(BodyCode)
    for code in ("E07000132", "W06000001", "leicestershire", "dartford-sevenoaks", "operator"):
        assert body.validate_python(code) == code
