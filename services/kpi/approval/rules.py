"""What holds of a submission, by what was done to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from services.kpi.approval.vocabulary import ActOnSubmission

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHANGING: Final = frozenset({ActOnSubmission.EXPLAINED, ActOnSubmission.AMENDED})
"""Acts that make another content."""


def current_hash(acts: Sequence[Any], received: str) -> str:
    """Return the hash of what a submission says now: as received, or as it was changed last.

    Args:
        acts: What was done to it, oldest first.
        received: The hash of what came in.
    """
    changes = [act["content_hash"] for act in acts if act["act"] in _CHANGING]
    return str(changes[-1]) if changes else received


def is_rejected(acts: Sequence[Any]) -> bool:
    """Return whether it was rejected, which is final."""
    return any(act["act"] == ActOnSubmission.REJECTED for act in acts)


def is_approved(acts: Sequence[Any], received: str | None = None) -> bool:
    """Return whether an approval holds: what was signed is what stands.

    Where *received* is not at hand, what was signed before any change counts as what came in: no
    approval is kept of anything else, and what came in never changes.
    """
    signed = {act["content_hash"] for act in acts if act["act"] == ActOnSubmission.APPROVED}
    if not signed or is_rejected(acts):
        return False
    unchanged = received if received is not None else next(iter(signed))
    return current_hash(acts, unchanged) in signed
