"""What an explanation must say: something that the figure does not say by itself."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

SAYS_NOTHING: Final = frozenset(
    """
    ok|okay|all ok|it is ok|yes|no|none|n a|na|nil|nothing|not applicable|not known|unknown|tbc|tba
    correct|it is correct|this is correct|figure is correct|the figure is correct|figures correct
    figures are correct|the figures are correct|correct figure|value is correct|the value is correct
    confirmed|it is confirmed|figure confirmed|figures confirmed|checked|it was checked|verified
    checked and correct|checked and confirmed|as reported|as per system|as per report|per system
    from the system|system figure|see above|see below|see previous|as above|as before|as last month
    it went up|it went down|went up|went down|it rose|it fell|it increased|it decreased|has gone up
    has gone down|it has gone up|it has gone down|figure went up|figure went down|the figure went up
    the figure went down|the figure fell|the figure rose|higher than last month
    lower than last month
    no change|no comment|no explanation|no issues|no reason|fine|it is fine|agreed|as agreed|true
    this is right|it is right|figure is right|the figure is right|data is correct
    the data is correct
    to be confirmed|will check|we will check|to be checked|explanation to follow|to follow|error
    """.replace("\n", "|").split("|")
)
"""Texts that say nothing, in lower case without punctuation. (*Choice*: ours.)"""

_FEWEST_WORDS: Final = 2
_NO_LETTER: Final = re.compile(r"[\W\d_]+")
_LISTED: Final = frozenset(text.strip() for text in SAYS_NOTHING)


def why_it_says_nothing(explanation: str | None) -> str | None:
    """Return in a sentence why a text explains nothing; None if it may pass."""
    if explanation is None:
        return "Say in 'explanation' why the figure is as it is."
    folded = unicodedata.normalize("NFKC", explanation).casefold()
    words = _NO_LETTER.sub(" ", folded.replace("'", "")).split()
    if not words:
        return "A number explains no figure; say in words why it is as it is."
    if len(words) < _FEWEST_WORDS:
        return "One word explains no figure; say why it is as it is."
    if " ".join(words) in _LISTED or _is_repeated(words):
        return "That says no more than the figure itself; say why it is as it is."
    return None


def _is_repeated(words: list[str]) -> bool:
    return len(set(words)) < _FEWEST_WORDS
