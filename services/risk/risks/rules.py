"""When a risk hears that an indicator turned red."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime


class Naming(NamedTuple):
    """Which indicators a risk names from an instant on."""

    since: datetime
    indicators: Collection[str]


def is_heard(indicator: str, told_at: datetime, namings: Sequence[Naming]) -> bool:
    """Return whether a risk named an indicator when it was told that this had turned.

    Args:
        indicator: The one that turned.
        told_at: When it was told here.
        namings: What the risk named, oldest first.
    """
    before = bisect_left(namings, told_at, key=lambda naming: naming.since)
    return before > 0 and indicator in namings[before - 1].indicators
