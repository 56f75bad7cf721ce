"""The trace of a write: who did what to which body, in a chain that shows any tampering.

A service uses what stands here; the rooms behind are the journal's own.
"""

from shared.journal.chain import hold
from shared.journal.record import Event, content_hash, record
from shared.journal.tables import add_journal

__all__ = ["Event", "add_journal", "content_hash", "hold", "record"]
