"""A release and what was done to it; what was circulated, and what the members said."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from services.kpi.schema import Table
from shared.storage.columns import DISTRIBUTED, Body, RecordedAt, one_of


class ActOnRelease(StrEnum):
    """What was done to a release."""

    DRAFTED = "drafted"
    CIRCULATED = "circulated"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class Voice(StrEnum):
    """What a member said."""

    COMMENT = "comment"
    SIGNED = "signed"


class ReleaseBegun(Table):
    """A release of a body and period, as it was begun. Its id can't be guessed (UUID4).

    `number` is what readers call it by: one more than that of the last release of this body and
    period that was not cancelled, so that no gap betrays what never was public.
    """

    __tablename__ = "releases"
    __table_args__ = (
        CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="correction_has_reason"),
        Index("ix_releases_body_recorded_at", "body", "recorded_at"),
        Index("ix_releases_body_supersedes", "body", "supersedes"),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    period: Mapped[str] = mapped_column(Text(collation="C"))
    number: Mapped[int]
    supersedes: Mapped[UUID | None]
    reason: Mapped[str | None]
    client: Mapped[str]
    holder: Mapped[str]


class ReleaseAct(Table):
    """An act on a release, and the content that it was about.

    A `drafted` one has the draft's title and text; a `scheduled` one the hour, the hash of what
    was frozen, and hashes over the rows that it was worked out from, by table.
    """

    __tablename__ = "release_acts"
    __table_args__ = (one_of("act", ActOnRelease), DISTRIBUTED)

    body: Mapped[Body]
    release: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    act: Mapped[str]
    draft: Mapped[int]
    content_hash: Mapped[str]
    title: Mapped[str | None]
    text: Mapped[str | None]
    comments_by: Mapped[datetime | None]
    publish_at: Mapped[datetime | None]
    manifest_hash: Mapped[str | None]
    sources: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    client: Mapped[str]
    holder: Mapped[str]


class CirculatedDraft(Table):
    """A draft as the members were given it; or, without content, the end of its consultation.

    A member reads what was circulated to it, though it reads nothing else of its partnership; not
    once it is known to be no member of the period, nor the content of what was cancelled.

    `drafters` are the clients and holders who drafted it: they sign it for no member.
    """

    __tablename__ = "circulated_drafts"
    __table_args__ = (
        # A member knows the release and not whose it is.
        Index("ix_circulated_drafts_release", "release"),
        Index("ix_circulated_drafts_members", "members", postgresql_using="gin"),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    release: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    draft: Mapped[int]
    members: Mapped[list[str]] = mapped_column(ARRAY(Text))
    period: Mapped[str] = mapped_column(Text(collation="C"))
    title: Mapped[str]
    content_hash: Mapped[str]
    content: Mapped[str | None]
    comments_by: Mapped[datetime]
    drafters: Mapped[list[Any]] = mapped_column(server_default="[]")


class CancelledDraft(Table):
    """That a release was cancelled, as all to whom a draft of it was circulated are told."""

    __tablename__ = "cancelled_drafts"
    __table_args__ = (DISTRIBUTED,)

    body: Mapped[Body]
    release: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[datetime]
    members: Mapped[list[str]] = mapped_column(ARRAY(Text))
    period: Mapped[str] = mapped_column(Text(collation="C"))


class ReleaseVoice(Table):
    """What a member said of a draft that was circulated to it: the row is the member's own."""

    __tablename__ = "release_voices"
    __table_args__ = (
        one_of("what", Voice),
        CheckConstraint("(what = 'comment') = (text IS NOT NULL)", name="comment_has_text"),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    release: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    of_body: Mapped[str]
    what: Mapped[str]
    draft: Mapped[int]
    content_hash: Mapped[str]
    text: Mapped[str | None]
    client: Mapped[str]
    holder: Mapped[str]


class EarlyAccess(Table):
    """That a client may see a release before its hour, and why; or no longer.

    The client reads its own rows, though it may read nothing else of the body.
    """

    __tablename__ = "early_access"
    __table_args__ = (
        CheckConstraint("ended = (justification IS NULL)", name="access_is_justified"),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    release: Mapped[UUID] = mapped_column(primary_key=True)
    recorded_at: Mapped[RecordedAt]
    client: Mapped[str]
    ended: Mapped[bool]
    justification: Mapped[str | None]
    by_client: Mapped[str]
    by_holder: Mapped[str]
