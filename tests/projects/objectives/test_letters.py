"""Letters of outcomes: what looks Latin is read as Latin, and it is said that it was not."""

from __future__ import annotations

import unicodedata

import pytest
from pydantic import TypeAdapter

from services.projects.kept.circles import leads_to
from services.projects.objectives.rules import distances, read_letters
from shared.contracts.projects.vocabulary import WrittenLetter, WrittenLetters
from shared.folding import CAPITALS, latin_capitals
from tests.shared.contracts.refusing import refuses

ALPHA, VE, ES, IE = "\u0391", "\u0412", "\u0421", "\u0415"
"""As seed 002 has them: the Greek Alpha; the Cyrillic Ve, Es and Ie. They look like A, B, C, E."""

LETTER: TypeAdapter[str] = TypeAdapter(WrittenLetter)
LETTERS: TypeAdapter[list[str] | str] = TypeAdapter(WrittenLetters)


@pytest.mark.parametrize(
    ("written", "read", "folded"),
    [
        ("D,E", ["D", "E"], []),
        ("a, c;D/E", ["A", "C", "D", "E"], []),
        ("-", [], []),
        ([], [], []),
        (f"{ALPHA},{IE}", ["A", "E"], [ALPHA, IE]),
        ([VE, "D", ES], ["B", "D", "C"], [VE, ES]),
        (f"A,{ALPHA},A", ["A"], [ALPHA]),  # one letter, though it is written in two alphabets
    ],
)
def test_letters_are_read_each_once_and_what_was_folded_is_told(
    written: str | list[str], read: list[str], folded: list[str]
) -> None:
    letters, flags = read_letters(LETTERS.validate_python(written))

    assert letters == read
    assert [flag.code for flag in flags] == ["look_alike_folded"] * len(folded)
    for flag, letter in zip(flags, folded, strict=True):
        assert flag.detail.startswith(f"{letter} is the {unicodedata.name(letter).lower()}")
        assert flag.detail.endswith(f"the Latin {latin_capitals(letter)}.")


@pytest.mark.parametrize("letter", CAPITALS)
def test_each_look_alike_is_of_another_alphabet_and_read_as_a_latin_capital(letter: str) -> None:
    assert unicodedata.name(letter).startswith(("CYRILLIC CAPITAL", "GREEK CAPITAL"))
    [read], [flag] = read_letters(LETTER.validate_python(letter))

    assert read.isascii()
    assert read.isupper()
    assert unicodedata.name(letter).lower() in flag.detail


@pytest.mark.parametrize("written", ["", "AB", "1", "Dependant on projects", "A,", "\u0416", "A--"])
def test_what_is_no_letter_is_refused(written: str) -> None:
    """The Cyrillic Zhe (U+0416) looks like no Latin letter."""
    assert refuses(LETTERS, written)
    assert refuses(LETTER, written)


PARENTS = {"aim": ["goal"], "goal": ["vision"], "vision": [], "other": ["goal", "aim"]}


def test_the_shortest_way_to_an_objective_counts() -> None:
    assert distances("other", PARENTS) == {"other": 0, "goal": 1, "aim": 1, "vision": 2}


def test_a_way_is_found_by_whatever_remove() -> None:
    assert leads_to("aim", "vision", PARENTS.__getitem__)
    assert leads_to("vision", "vision", PARENTS.__getitem__)
    assert not leads_to("vision", "other", PARENTS.__getitem__)


def test_a_way_through_a_circle_ends() -> None:
    assert not leads_to("a", "c", {"a": ["b"], "b": ["a"]}.__getitem__)
