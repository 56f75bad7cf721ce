"""The trace of a write: who did what to which body, in a chain that shows any tampering.

A service uses what stands here; the rooms behind are the journal's own.
"""

from shared.journal.canonical import canonical
from shared.journal.chain import answer_for, hold, hold_still
from shared.journal.record import (
    Event,
    content_hash,
    content_hash_of_list,
    record,
)
from shared.journal.tables import add_journal

__all__ = [
    "Event",
    "add_journal",
    "answer_for",
    "canonical",
    "content_hash",
    "content_hash_of_list",
    "hold",
    "hold_still",
    "record",
]
