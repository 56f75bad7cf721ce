"""What a chain vouches for: the hash of what was decided, as an act's own entry has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.journal.reading import Wanted, entries_before
from shared.journal.verifying import ChainPlace, follow

if TYPE_CHECKING:
    from shared.journal.tables import AuditEntry
    from shared.storage.sessions import Reader


class Vouched(NamedTuple):
    """An act's entry, and whether it is what its own hash says."""

    entry: AuditEntry
    is_intact: bool


async def vouched(reader: Reader, body: str, act: str, subject: str) -> Vouched | None:
    """Return the newest entry of an act on a subject; None if there is none."""
    found = await entries_before(reader, body, None, Wanted(act=act, subject=subject), limit=1)
    if not found:
        return None
    (entry,) = found
    said = {column.key: getattr(entry, column.key) for column in entry.__table__.columns}
    _, broken = follow([said], ChainPlace(entry.sequence - 1, entry.previous_hash))
    return Vouched(entry, broken is None)
