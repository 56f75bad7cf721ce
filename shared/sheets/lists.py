"""Several texts in one cell, and as they were again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPECIAL: Final = re.compile(r"[\\;]")
_PART: Final = re.compile(r"(?:\\.|[^\\;])+", re.DOTALL)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)


def joined(texts: Sequence[str]) -> str | None:
    """Return texts in one cell: `LB; SC`. A semicolon in one has a backslash before it."""
    return "; ".join(_SPECIAL.sub(r"\\\g<0>", text) for text in texts) or None


def parted(cell: str | None) -> list[str]:
    """Return the texts that a cell holds; what follows a backslash is meant as it stands."""
    parts = [part.strip() for part in _PART.findall(cell or "")]
    return [_ESCAPED.sub(r"\1", part) for part in parts if part]
