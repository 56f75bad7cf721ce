"""The one way in which what is hashed is written down, so that equal means the same hash."""

from __future__ import annotations

import json
from typing import Any


def canonical(content: Any) -> str:
    """Return *content* in canonical JSON: sorted keys, no spaces, and text for what it has no word.

    Decimals are written without trailing zeros, so 12.50 equals 12.5.
    """
    return json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plainly
    )


def _plainly(value: Any) -> str:
    normalize = getattr(value, "normalize", None)
    return format(normalize(), "f") if normalize else str(value)
