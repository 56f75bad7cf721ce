"""The journal's tables, defined once and kept in each service's own schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.storage.columns import DISTRIBUTED, LOCAL, TYPES, Body, new_metadata


class JournalTable(DeclarativeBase):
    """A table of the journal."""

    metadata = new_metadata()
    type_annotation_map = TYPES


class ChainHead(JournalTable):
    """The end of a body's chain. Its lock makes one hand at a time write a body.

    It is moved along, not versioned: all it says can be read off the entries.
    """

    __tablename__ = "chain_heads"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body]
    sequence: Mapped[int]
    hash: Mapped[str]
    recorded_at: Mapped[datetime]


class AuditEntry(JournalTable):
    """One act, bound to the one before it by its hash."""

    __tablename__ = "audit_entries"
    __table_args__ = (UniqueConstraint("body", "previous_hash"), DISTRIBUTED)

    body: Mapped[Body]
    sequence: Mapped[int] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    act: Mapped[str]
    subject: Mapped[str]
    client: Mapped[str]
    holder: Mapped[str]
    content_hash: Mapped[str]
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class KeptAnswer(JournalTable):
    """The answer that belongs to an idempotency key, kept in the transaction of its write."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (LOCAL,)

    client: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    status: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    bodies: Mapped[list[Any] | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)


class OutboxEntry(JournalTable):
    """What listeners are told of an act, written in the act's own transaction.

    `sequence` is the act's in its body's chain, so that the order in which a body's events are told
    is the order in which they happened.
    """

    __tablename__ = "outbox"
    __table_args__ = (UniqueConstraint("body", "id"), DISTRIBUTED)

    body: Mapped[Body]
    sequence: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID]
    recorded_at: Mapped[datetime]
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]


class OutboxEnd(JournalTable):
    """How far a body's outbox reaches: by this the relay finds who has work, and sees no more.

    It is moved along, not versioned: all it says can be read off the outbox. It belongs to the
    relay as a client, since it names bodies whose rows the relay may not read before it asks for
    one of them; `of_body` leads no key, and no policy reads it.
    """

    __tablename__ = "outbox_ends"
    __table_args__ = (LOCAL,)

    client: Mapped[str] = mapped_column(primary_key=True)
    of_body: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int]


class Delivery(JournalTable):
    """How far a listener has been told of a body. Its lock makes one relay at a time tell it.

    It is moved along, not versioned: what was told before it stands in the outbox.
    """

    __tablename__ = "outbox_deliveries"
    __table_args__ = (LOCAL,)

    client: Mapped[str] = mapped_column(primary_key=True)
    of_body: Mapped[str] = mapped_column(primary_key=True)
    listener: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int]


class InboxEntry(JournalTable):
    """An event that was heard, kept in the transaction of what was done with it."""

    __tablename__ = "inbox"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    received_at: Mapped[datetime]


def add_journal(schema: MetaData) -> None:
    """Give a service's schema the journal's tables."""
    for table in JournalTable.metadata.sorted_tables:
        table.to_metadata(schema)
