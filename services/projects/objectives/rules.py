"""Letters of outcomes, and how objectives stand to one another."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from shared.contracts.answers import Flag
from shared.folding import latin_capitals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BETWEEN: Final = re.compile(r"[ ,;/]+")


def read_letters(written: str | Sequence[str]) -> tuple[list[str], list[Flag]]:
    """Return the Latin capitals that are meant, each once, and what was folded to read them.

    `-`, as a paper writes it, names none.
    """
    letters = _BETWEEN.split(written) if isinstance(written, str) else written
    named = [letter for letter in letters if letter != "-"]
    flags = [_folded(letter) for letter in dict.fromkeys(named) if not letter.isascii()]
    return list(dict.fromkeys(latin_capitals(letter) for letter in named)), flags


def _folded(letter: str) -> Flag:
    # No letter of another alphabet says by itself that it is one: it is named.
    name = unicodedata.name(letter).lower()
    detail = f"{letter} is the {name}, taken for the Latin {latin_capitals(letter)}."
    return Flag(code="look_alike_folded", detail=detail)


def distances(start: str, next_to: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Return all that is reached from *start*, and in how many steps at least; itself in none.

    Args:
        next_to: What is one step further, by code: parents, or children.
    """
    found, edge = {start: 0}, [start]
    while edge:
        edge = [
            code
            for code in dict.fromkeys(each for here in edge for each in next_to.get(here, ()))
            if code not in found
        ]
        steps = max(found.values()) + 1
        found |= dict.fromkeys(edge, steps)
    return found
