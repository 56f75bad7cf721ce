"""The closed lists of words: what became of a held figure, what was done to a submission."""

from __future__ import annotations

from enum import StrEnum


class Fate(StrEnum):
    """What became of a held figure; the newest version of its natural key tells."""

    HELD = "held"
    EXPLAINED = "explained"
    REPLACED = "replaced"
    REJECTED = "rejected"


class ActOnSubmission(StrEnum):
    """What was done to a submission after it was received."""

    EXPLAINED = "explained"
    AMENDED = "amended"
    APPROVED = "approved"
    REJECTED = "rejected"
