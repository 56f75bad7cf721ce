"""An edition as it was proposed, and what was done to it since: defined once for every service."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.storage.columns import DISTRIBUTED, TYPES, Body, RecordedAt, new_metadata, one_of


class EditionTable(DeclarativeBase):
    """A table of editions."""

    metadata = new_metadata()
    type_annotation_map = TYPES


class Act(StrEnum):
    """What was done to an edition."""

    APPROVED = "approved"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class EditionProposed(EditionTable):
    """An edition of a subject and quarter, as it was proposed. Its id can't be guessed (UUID4).

    The subject is what the body publishes, such as one of its registers, by its code. `number` is
    what readers call it by: one more than that of the last one of this subject and quarter that was
    not cancelled, so that no gap betrays what never was public.
    """

    __tablename__ = "editions"
    __table_args__: Any = (
        CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="correction_has_reason"),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    subject: Mapped[str]
    period: Mapped[str] = mapped_column(Text(collation="C"))
    number: Mapped[int]
    known_at: Mapped[datetime]
    title: Mapped[str]
    text: Mapped[str | None]
    content_hash: Mapped[str]
    supersedes: Mapped[UUID | None]
    reason: Mapped[str | None]
    client: Mapped[str]
    holder: Mapped[str]


class EditionActed(EditionTable):
    """An act on an edition; a `scheduled` one has the hour and the hash of what was frozen."""

    __tablename__ = "edition_acts"
    __table_args__: Any = (one_of("act", Act), DISTRIBUTED)

    body: Mapped[Body]
    edition: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    act: Mapped[str]
    content_hash: Mapped[str]
    publish_at: Mapped[datetime | None]
    manifest_hash: Mapped[str | None]
    reason: Mapped[str | None]
    client: Mapped[str]
    holder: Mapped[str]


def add_editions(schema: MetaData) -> None:
    """Give a service's schema the tables of its editions."""
    for table in EditionTable.metadata.sorted_tables:
        table.to_metadata(schema)
