"""Reading a body's chain: its entries in pages, and the head that says where it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, or_, select

from shared.journal.tables import AuditEntry, ChainHead
from shared.storage.prepared import Prepared
from shared.storage.versions import KNOWN_AT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.storage.sessions import Reader


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are asked for; None asks for all.

    Attributes:
        act: What was done, in its very words.
        subject: What it was done to, with whatever stands below that address.
        by: The client that did it.
        since, until: The first instant that counts, and the first that no longer does.
    """

    act: str | None = None
    subject: str | None = None
    by: str | None = None
    since: datetime | None = None
    until: datetime | None = None


async def entries_before(
    reader: Reader, body: str, sequence: int | None, wanted: Wanted, *, limit: int
) -> Sequence[AuditEntry]:
    """Return entries as the reader's instant knows them, newest first, that precede *sequence*."""
    entries = (
        select(AuditEntry)
        .where(AuditEntry.body == body, AuditEntry.recorded_at <= KNOWN_AT)
        .order_by(AuditEntry.sequence.desc())
        .limit(limit)
    )
    if sequence is not None:
        entries = entries.where(AuditEntry.sequence < sequence)
    if wanted.act is not None:
        entries = entries.where(AuditEntry.act == wanted.act)
    if wanted.subject is not None:
        below = AuditEntry.subject.startswith(f"{wanted.subject}/", autoescape=True)
        entries = entries.where(or_(AuditEntry.subject == wanted.subject, below))
    if wanted.by is not None:
        entries = entries.where(AuditEntry.client == wanted.by)
    if wanted.since is not None:
        entries = entries.where(AuditEntry.recorded_at >= wanted.since)
    if wanted.until is not None:
        entries = entries.where(AuditEntry.recorded_at < wanted.until)
    return await reader.all(entries)


# By the driver, not as objects: a million entries are read to be hashed and forgotten.
_IN_ORDER: Final = Prepared(
    select(*AuditEntry.__table__.columns)
    .where(AuditEntry.body == bindparam("body"), AuditEntry.sequence >= bindparam("first"))
    .order_by(AuditEntry.sequence)
    .limit(bindparam("most"))
)
_HEAD: Final = Prepared(
    select(ChainHead.sequence, ChainHead.hash).where(ChainHead.body == bindparam("body"))
)


async def entries_from(
    reader: Reader, body: str, first: int, *, limit: int
) -> Sequence[dict[str, Any]]:
    """Return every column of the entries from the sequence *first* on, in their order."""
    records = await reader.records(_IN_ORDER, body=body, first=first, most=limit)
    return [dict(record) for record in records]


async def head_of(reader: Reader, body: str) -> tuple[int, str] | None:
    """Return the sequence and the hash at which a chain says that it ends."""
    found = await reader.records(_HEAD, body=body)
    return tuple(found[0]) if found else None
