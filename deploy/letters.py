"""Write how wide each letter of the typeface is, for `shared.pictures.letters`."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Final

from fontTools.ttLib import TTFont

from deploy.services import ROOT
from shared.pictures.letters import font_file

if TYPE_CHECKING:
    from collections.abc import Mapping

WIDTHS: Final = ROOT / "shared" / "pictures" / "widths.json"
_WEIGHTS: Final = {"regular": 400, "semibold": 600}


def widths_as_written() -> str:
    """Return the file: for each weight the letters of each width, in thousandths of an em."""
    by_weight = {name: _by_width(weight) for name, weight in _WEIGHTS.items()}
    return json.dumps(by_weight, ensure_ascii=False, indent=0) + "\n"


def _by_width(weight: int) -> Mapping[str, str]:
    font = TTFont(font_file())
    em, glyphs = font["head"].unitsPerEm, font.getGlyphSet(location={"wght": weight, "wdth": 100})
    letters: dict[int, str] = {}
    for code, glyph in sorted(font.getBestCmap().items()):
        if not chr(code).isprintable():
            continue
        width = math.ceil(glyphs[glyph].width * 1000 / em)
        letters[width] = letters.get(width, "") + chr(code)
    return {str(width): letters[width] for width in sorted(letters)}


if __name__ == "__main__":
    WIDTHS.write_text(widths_as_written(), encoding="utf-8")
