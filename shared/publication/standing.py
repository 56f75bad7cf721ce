"""What is answered of a document that is not there, not there any more, or was taken back."""

from __future__ import annotations

from typing import Final

from shared.contracts.values import instant_text
from shared.publication.reading import LeftOut, Published, Tombstone
from shared.refusals import NotFound, Withdrawn

NOTHING: Final = "Nothing is published here, or you may not read it."
"""Alike for what never was, is not yet, and is hidden: nobody learns which."""

LEFT_OUT: Final = "It was published, and is published no more: a correction left it out."


def standing(found: Published | Tombstone | LeftOut | None) -> Published:
    """Return what was found, if it stands.

    Raises:
        NotFound: If there is nothing, or a correction left it out, with which one.
        Withdrawn: If it was taken back, with when and why.
    """
    if found is None:
        raise NotFound(NOTHING)
    if isinstance(found, LeftOut):
        raise NotFound(LEFT_OUT, extra={"publication": str(found.release)})
    if isinstance(found, Tombstone):
        message = "This was published, and withdrawn since; 'reason' says why."
        raise Withdrawn(
            message,
            extra={
                "publication": str(found.release),
                "withdrawn_at": instant_text(found.withdrawn_at),
                "reason": found.reason,
            },
        )
    return found
