"""Clients and keys. They belong to a client, not to a body, so `client` leads every key."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from services.gateway.schema import Table
from shared.storage.columns import LOCAL, RecordedAt


class ClientVersion(Table):
    """A client as it was made or changed; the newest counts."""

    __tablename__ = "clients"
    __table_args__ = (LOCAL,)

    client: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    created_at: Mapped[datetime]
    name: Mapped[str]
    holder: Mapped[str]
    grants: Mapped[dict[str, Any]]
    content_hash: Mapped[str]


class KeyIssued(Table):
    """A key, known by its hash. The row never changes: what ends a key is a row of its own."""

    __tablename__ = "keys"
    __table_args__ = (Index("ix_keys_hash", "hash"), LOCAL)

    client: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    label: Mapped[str | None]
    expires_at: Mapped[datetime | None]
    replaces: Mapped[UUID | None]


class KeyEnding(Table):
    """A decision that ends a key: at once (revoked), or after an overlap (rotated)."""

    __tablename__ = "key_endings"
    __table_args__ = (
        ForeignKeyConstraint(["client", "key"], ["keys.client", "keys.key"]),
        LOCAL,
    )

    client: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    ends_at: Mapped[datetime]
    reason: Mapped[str]


class KeyUse(Table):
    """When a key was last shown: a note, not a fact of record, so the one row is overwritten."""

    __tablename__ = "key_uses"
    __table_args__ = (
        ForeignKeyConstraint(["client", "key"], ["keys.client", "keys.key"]),
        LOCAL,
    )

    client: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    used_at: Mapped[datetime]
