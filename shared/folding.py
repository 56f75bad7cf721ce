"""What two texts have in common that a reader takes for the same."""

from __future__ import annotations

import unicodedata
from typing import Final

_LOOK_ALIKES: Final = str.maketrans(
    "авеѕіјкмнорстухԁɡһ" + "αεικνορτυχ" + "ıł" + "օᴏᴄᴠᴡᴢ",  # noqa: RUF001 - they are what is meant
    "abesijkmhopctyxdgh" + "aeikvoptux" + "il" + "oocvwz",
    "\u115f\u1160\u3164\u2800",  # they are nothing to see, though called letters or symbols
)
"""Small letters of other alphabets, and small capitals; and the Latin ones that they look like."""

CAPITALS: Final = dict(
    zip(
        "АВСЕНІЈКМОРЅТУХ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",  # noqa: RUF001 - they are what is meant
        "ABCEHIJKMOPSTYX" + "ABEZHIKMNOPTYX",
        strict=True,
    )
)
"""Capital letters of the Cyrillic and Greek alphabets, and the Latin ones that they look like. They
are more than the small ones: the small letters of some, as of the Greek Beta, look otherwise."""

_CAPITALS: Final = str.maketrans(CAPITALS)


def folded(text: str) -> str:
    """Return *text* as it looks: in small letters, without accents or what can't be seen.

    Wide, circled and ligated letters are plain ones, and letters of other alphabets those that
    they look like.
    """
    # Some capitals look Latin, and their small letters do not: they are read before case is folded.
    plain = unicodedata.normalize("NFKD", text).translate(_CAPITALS)
    # Folding case may leave marks behind, as of the Turkish I, so it comes between.
    small = unicodedata.normalize("NFKD", plain.casefold())
    seen = (letter for letter in small if unicodedata.category(letter) not in {"Mn", "Me", "Cf"})
    return "".join(seen).translate(_LOOK_ALIKES)


def latin_capitals(text: str) -> str:
    """Return *text* in capital letters, those that look Latin as the Latin ones."""
    return text.upper().translate(_CAPITALS)
