"""The trace of a write: who did what to which body, in a chain that shows any tampering.

A service uses what stands here; the rooms behind are the journal's own.
"""

from shared.journal.canonical import canonical
from shared.journal.chain import answer_for, hold, hold_still
from shared.journal.inbox import is_news
from shared.journal.outbox import Message
from shared.journal.record import (
    Event,
    Salt,
    Told,
    content_hash,
    content_hash_of_list,
    record,
)
from shared.journal.tables import add_journal

__all__ = [
    "Event",
    "Message",
    "Salt",
    "Told",
    "add_journal",
    "answer_for",
    "canonical",
    "content_hash",
    "content_hash_of_list",
    "hold",
    "hold_still",
    "is_news",
    "record",
]
