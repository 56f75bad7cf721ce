"""What is published, frozen: defined once, and kept in each service's own schema.

`publish_at` and `number` stand in every row of a release, bound to the release by the foreign key,
so that the policy of the public role and the keyed read of a document need no second table. Only
rows are added: what ends a release is a row too (`steps` has the policies).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from shared.storage.columns import DISTRIBUTED, TYPES, Body, new_metadata

CANCELLED: Final = "cancelled"
WITHDRAWN: Final = "withdrawn"

_CODE_ORDER: Final = Text(collation="C")


class PublicationTable(DeclarativeBase):
    """A table of what is published."""

    metadata = new_metadata()
    type_annotation_map = TYPES


def _of_its_release(table: str) -> ForeignKeyConstraint:
    """Return the key that keeps a row's hour and number those of its release."""
    return ForeignKeyConstraint(
        ["body", "release", "publish_at", "number"],
        [f"published_releases.{name}" for name in ("body", "id", "publish_at", "number")],
        name=f"fk_{table}_published_releases",  # with all columns in it, it would be cut off
    )


class PublishedRelease(PublicationTable):
    """A release that is scheduled, public, or over: only what its tombstone may show too.

    Its id can't be guessed (UUID4). What it says of itself, such as what a correction changed, is
    one of its documents. `number` is what readers call it by, within kind and period.
    """

    __tablename__ = "published_releases"
    __table_args__: Any = (
        UniqueConstraint("body", "id", "publish_at", "number"),
        ForeignKeyConstraint(
            ["body", "supersedes"], ["published_releases.body", "published_releases.id"]
        ),
        Index("ix_published_releases_body_publish_at", "body", "publish_at"),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    period: Mapped[str] = mapped_column(_CODE_ORDER)
    number: Mapped[int]
    publish_at: Mapped[datetime]
    supersedes: Mapped[UUID | None]
    manifest_hash: Mapped[str]
    recorded_at: Mapped[datetime]


class ReleaseEnding(PublicationTable):
    """The end of a release: cancelled before its hour, or withdrawn after it.

    The reason of a withdrawal is public. That of a cancellation is nobody's outside, and so does
    not stand here.
    """

    __tablename__ = "release_endings"
    __table_args__: Any = (
        _of_its_release("release_endings"),
        CheckConstraint(f"how IN ('{CANCELLED}', '{WITHDRAWN}')", name="how_is_known"),
        CheckConstraint(f"(how = '{WITHDRAWN}') = (reason IS NOT NULL)", name="reason_is_public"),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    release: Mapped[UUID] = mapped_column(primary_key=True)
    publish_at: Mapped[datetime]
    number: Mapped[int]
    how: Mapped[str]
    reason: Mapped[str | None]
    recorded_at: Mapped[datetime]


class CancellationMark(PublicationTable):
    """The hash of a cancelled release's id, by which the public role's policies hide it.

    That role sees the mark alone, and from the hour on: nothing leads from it to a release.
    """

    __tablename__ = "cancellation_marks"
    __table_args__: Any = (Index("ix_cancellation_marks_mark", "mark"), DISTRIBUTED)

    body: Mapped[Body]
    mark: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    publish_at: Mapped[datetime]


class FrozenDocument(PublicationTable):
    """A document as it was published, byte for byte; or, where `withdrawn`, the place it had.

    One that `quotes` another release is frozen with its mark beside it, which keeps the hash: the
    public role sees the one while both releases stand, and the other from then on.
    """

    __tablename__ = "frozen_documents"
    __table_args__: Any = (
        _of_its_release("frozen_documents"),
        CheckConstraint("withdrawn = (content IS NULL)", name="content_unless_withdrawn"),
        CheckConstraint(
            "(withdrawn AND quotes IS NULL) = (sha256 IS NULL)", name="sha256_unless_withdrawn"
        ),
        # The keyed read of the newest walks this backwards, and stops at its first row.
        Index(
            "ix_frozen_documents_newest",
            *("body", "kind", "key", "publish_at", "number", "withdrawn"),
        ),
        # The same for a reader who does not know who published it.
        Index(
            "ix_frozen_documents_by_anyone",
            *("kind", "key", "publish_at", "number", "body", "withdrawn"),
        ),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    release: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(_CODE_ORDER, primary_key=True)
    withdrawn: Mapped[bool] = mapped_column(primary_key=True)
    publish_at: Mapped[datetime]
    number: Mapped[int]
    media_type: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    sha256: Mapped[str | None]
    quotes: Mapped[UUID | None]


class FrozenRow(PublicationTable):
    """A row as it was published: all that a scorecard shows of one subject, item and period.

    `subject` is the council or partnership that it speaks of, which need not be the body that
    published it; `item` is an indicator's code, say.
    """

    __tablename__ = "frozen_rows"
    __table_args__: Any = (
        _of_its_release("frozen_rows"),
        CheckConstraint("withdrawn = (document IS NULL)", name="document_unless_withdrawn"),
        CheckConstraint("withdrawn = (sha256 IS NULL)", name="sha256_unless_withdrawn"),
        Index(
            "ix_frozen_rows_newest",
            *("body", "subject", "item", "period", "publish_at", "number", "withdrawn"),
        ),
        Index(
            "ix_frozen_rows_by_anyone",
            *("subject", "item", "period", "publish_at", "number", "body", "withdrawn"),
        ),
        DISTRIBUTED,
    )

    body: Mapped[Body]
    release: Mapped[UUID] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(_CODE_ORDER, primary_key=True)
    withdrawn: Mapped[bool] = mapped_column(primary_key=True)
    publish_at: Mapped[datetime]
    number: Mapped[int]
    document: Mapped[str | None]
    sha256: Mapped[str | None]


def add_publication(schema: MetaData) -> None:
    """Give a service's schema the tables of what it publishes."""
    for table in PublicationTable.metadata.sorted_tables:
        table.to_metadata(schema)
