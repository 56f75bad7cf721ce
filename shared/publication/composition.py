"""Which composition of the code made what is published: a later one proves an earlier one's.

Whoever changes what is said, in any field or picture of it, makes another composition: a number
more, and the names of those fields, or of those kinds of documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST: Final = 1
"""The composition of what does not say by which one it was made."""


@dataclass(frozen=True, slots=True)
class Compositions:
    """The compositions of what a service publishes.

    Attributes:
        said_anew: By composition, from the second on: the fields that it adds, or says otherwise
            than the one before, and the kinds of documents that it draws otherwise.
    """

    said_anew: Mapping[int, frozenset[str]]

    @property
    def current(self) -> int:
        """The composition of this code."""
        return max(self.said_anew, default=FIRST)

    def said_anew_since(self, composition: int) -> frozenset[str] | None:
        """Return what is said otherwise since an earlier one; None if it is no earlier."""
        if composition >= self.current:
            return None
        later = (names for made, names in self.said_anew.items() if made > composition)
        return frozenset[str]().union(*later)

    def how_compared(self, composition: int) -> str | None:
        """Return a sentence on how what another composition made is compared."""
        if composition == self.current:
            return None
        if composition > self.current:
            return (
                f"Composed by a later version ({composition}) than this one ({self.current}): what "
                "differs may come of that."
            )
        names = ", ".join(sorted(self.said_anew_since(composition) or ()))
        return (
            f"Composed by an earlier version ({composition}; this one is {self.current}): compared "
            f"field by field of that version, without what is said otherwise since: {names}."
        )
