"""Which composition an edition of a register is made by: a later one proves an earlier one's.

Whoever changes what an edition says or how it is drawn makes another composition: a number more,
and the names of those fields, or of those kinds of documents.
"""

from __future__ import annotations

from typing import Final

from shared.publication import Compositions

SAID_ANEW: Final[dict[int, frozenset[str]]] = {}
"""By composition, from the second on; this code is the first."""

COMPOSITIONS: Final = Compositions(SAID_ANEW)
