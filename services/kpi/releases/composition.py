"""Which composition a release is made by, so that a later one proves an earlier one's releases.

Whoever changes what a release says, in any field of a scorecard, a text or the list of changes,
makes another composition: a number more, and the names of those fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.publication.composition import FIRST, Compositions

if TYPE_CHECKING:
    from collections.abc import Mapping

COMPOSED_BY: Final = 3
"""The composition of this code, kept with each release that it freezes."""

SAID_ANEW: Final[Mapping[int, frozenset[str]]] = {
    2: frozenset({"withdrawn", "rag_changed"}),
    3: frozenset({"membership", "direction"}),
}
"""By composition: the fields that it adds, or says otherwise than the one before.

The second says of a correction whether what it corrects was withdrawn, and marks what it leaves
out. The third compares what is counted from April with last year's (`direction`), and says of a
quarter or year how members count that came or left in it. Their rows differ from what earlier ones
published, and that is found: they told of months in which a council was no member.
"""


def composition_of(told: Mapping[str, Any]) -> int:
    """Return what a release was composed by, as its sources tell; the first one did not say."""
    return int(told.get("composed_by", FIRST))


def said_anew_since(composition: int) -> frozenset[str] | None:
    """Return the fields that say something else since an earlier one; None if it is no earlier."""
    return Compositions(SAID_ANEW).said_anew_since(composition)


def how_compared(composition: int) -> str | None:
    """Return a sentence on how a release of another composition is compared."""
    return Compositions(SAID_ANEW).how_compared(composition)
