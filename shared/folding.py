"""What two texts have in common that a reader takes for the same."""

from __future__ import annotations

import unicodedata
from typing import Final

_LOOK_ALIKES: Final = str.maketrans(
    "авеѕіјкмнорстухԁɡһ" + "αεικνορτυχ" + "ıł",
    "abesijkmhopctyxdgh" + "aeikvoptux" + "il",
)
"""Small letters of the Cyrillic and Greek alphabets, and the Latin ones that they look like."""


def folded(text: str) -> str:
    """Return *text* as it looks: in small letters, without accents or what can't be seen.

    Wide, circled and ligated letters are plain ones, and letters of other alphabets those that
    they look like.
    """
    # Folding case may leave marks behind, as of the Turkish I, so it comes between.
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    seen = (letter for letter in small if unicodedata.category(letter) not in {"Mn", "Me", "Cf"})
    return "".join(seen).translate(_LOOK_ALIKES)
