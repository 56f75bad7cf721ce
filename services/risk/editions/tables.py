"""An edition as it was proposed, and what was done to it since."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from services.risk.schema import Table
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt, one_of


class Act(StrEnum):
    """What was done to an edition."""

    APPROVED = "approved"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class EditionProposed(Table):
    """An edition of a register and quarter, as it was proposed. Its id can't be guessed (UUID4).

    `number` is what readers call it by: one more than that of the last one of this register and
    quarter that was not cancelled, so that no gap betrays what never was public.
    """

    __tablename__ = "editions"
    __table_args__ = (
        CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="correction_has_reason"),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    register: Mapped[str]
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


class EditionActed(Table):
    """An act on an edition; a `scheduled` one has the hour and the hash of what was frozen."""

    __tablename__ = "edition_acts"
    __table_args__ = (one_of("act", Act), DISTRIBUTED)

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
