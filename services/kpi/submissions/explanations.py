"""What an explanation must say: something that the figure does not say by itself."""

from __future__ import annotations

import re
from typing import Final

from shared.folding import folded

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

_HOLLOW: Final = frozenset(
    re.findall(
        r"\w+",
        """
        a again also an and are as at be been by cent confirmed correct correctly decrease decreased
        denominator down fallen fell figure figures from gbp go goes gone had has have higher in
        increase increased indeed is it its just last lower month months moved now numerator of ok
        okay on per percent percentage pounds previous quarter rate really right risen rose simply
        slightly than that the there this to total true up value very was we went were year
        """,
    )
)
"""Words that, however they are put together, tell no more than the figure does. (*Choice*.)"""

_FEWEST_WORDS: Final = 2
_SHORTEST_WORD: Final = 2
_APOSTROPHE: Final = re.compile("['\u2019]")
_NO_LETTER: Final = re.compile(r"[\W\d_]+")
_LISTED: Final = frozenset(text.strip() for text in SAYS_NOTHING)
_RUN_TOGETHER: Final = frozenset(text.replace(" ", "") for text in _LISTED)


def why_it_says_nothing(explanation: str | None) -> str | None:
    """Return in a sentence why a text explains nothing; None if it may pass.

    It is read as it looks: accents, full stops and letters of other alphabets hide nothing.
    """
    if explanation is None:
        return "Say in 'explanation' why the figure is as it is."
    words = _NO_LETTER.sub(" ", _APOSTROPHE.sub("", folded(explanation))).split()
    if not words:
        return "A number explains no figure; say in words why it is as it is."
    if len({word for word in words if len(word) >= _SHORTEST_WORD}) < _FEWEST_WORDS:
        return "One word explains no figure; say why it is as it is."
    if " ".join(words) in _LISTED or "".join(words) in _RUN_TOGETHER or _HOLLOW.issuperset(words):
        return "That says no more than the figure itself; say why it is as it is."
    return None
