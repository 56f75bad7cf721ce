"""Text that a spreadsheet would run as a formula: made harmless, and as it was again.

A leading apostrophe keeps a spreadsheet from running what follows. `as_said` takes off what
`harmless` puts on, and nothing else is lost: a text that has such an apostrophe of its own is given
another. A text that is a number is left as it is.
"""

from __future__ import annotations

import re
from typing import Final

_MARK: Final = "'"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


def would_run(text: str) -> bool:
    """Tell whether a spreadsheet may take *text* for a formula."""
    return text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)


def harmless(text: str) -> str:
    """Return *text* as it may stand in a cell of any spreadsheet."""
    return _MARK + text if would_run(text) or _is_marked(text) else text


def as_said(cell: str) -> str:
    """Return the text that a cell stands for."""
    return cell[1:] if _is_marked(cell) else cell


def _is_marked(text: str) -> bool:
    return text.startswith(_MARK) and text.lstrip(_MARK).startswith(_FORMULA)
