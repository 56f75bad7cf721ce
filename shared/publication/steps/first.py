"""The first steps: the tables of what is published, and how anyone finds something there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shared.publication.steps.ground import (
    AHEAD,
    DISTRIBUTED,
    HOUR_CAME,
    INSTANT,
    RELEASE_IS_PUBLIC,
    content_is_public,
    protect,
    text_column,
)


def create_first_tables(service: str) -> None:
    """Make the tables of what *service* publishes, for its three roles.

    Working roles read and write the bodies of their transaction. The public role reads what its
    hour has made public, and no setting widens that. Nothing can be added to a release whose hour
    has come, but the marks of its withdrawal.
    """
    _create_releases()
    _create_endings()
    _create_documents()
    _create_rows()
    ahead_or_mark = f"withdrawn OR {AHEAD}"
    for table, public, adds in (
        ("published_releases", RELEASE_IS_PUBLIC, AHEAD),
        ("release_endings", HOUR_CAME, f"how = 'withdrawn' OR {AHEAD}"),
        ("frozen_documents", content_is_public("frozen_documents"), ahead_or_mark),
        ("frozen_rows", content_is_public("frozen_rows"), ahead_or_mark),
    ):
        for statement in protect(service, table, public=public, adds=adds):
            op.execute(statement)


def drop_first_tables() -> None:
    """Undo `create_first_tables`."""
    for table in ("frozen_rows", "frozen_documents", "release_endings", "published_releases"):
        op.drop_table(table)


def index_for_anyone() -> None:
    """Let a document or row be found by what it speaks of, whoever published it."""
    op.create_index(
        "ix_frozen_documents_by_anyone",
        "frozen_documents",
        ["kind", "key", "publish_at", "number", "body", "withdrawn"],
    )
    op.create_index(
        "ix_frozen_rows_by_anyone",
        "frozen_rows",
        ["subject", "item", "period", "publish_at", "number", "body", "withdrawn"],
    )


def drop_index_for_anyone() -> None:
    """Undo `index_for_anyone`."""
    op.drop_index("ix_frozen_rows_by_anyone", "frozen_rows")
    op.drop_index("ix_frozen_documents_by_anyone", "frozen_documents")


def _of_its_release(table: str) -> sa.ForeignKeyConstraint:
    columns = ["release", "publish_at", "number"]
    return sa.ForeignKeyConstraint(
        ["body", *columns],
        [f"published_releases.{name}" for name in ("body", "id", "publish_at", "number")],
        name=f"fk_{table}_published_releases",
    )


def _create_releases() -> None:
    op.create_table(
        "published_releases",
        text_column("body"),
        sa.Column("id", sa.Uuid(), nullable=False),
        text_column("kind"),
        text_column("period", collation="C"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("publish_at", INSTANT, nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        text_column("manifest_hash"),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("body", "id", name="pk_published_releases"),
        sa.UniqueConstraint(
            *("body", "id", "publish_at", "number"),
            name="uq_published_releases_body_id_publish_at_number",
        ),
        sa.ForeignKeyConstraint(
            ["body", "supersedes"],
            ["published_releases.body", "published_releases.id"],
            name="fk_published_releases_body_supersedes_published_releases",
        ),
        info=DISTRIBUTED,
    )
    op.create_index(
        "ix_published_releases_body_publish_at", "published_releases", ["body", "publish_at"]
    )


def _create_endings() -> None:
    op.create_table(
        "release_endings",
        text_column("body"),
        sa.Column("release", sa.Uuid(), nullable=False),
        sa.Column("publish_at", INSTANT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        text_column("how"),
        text_column("reason", nullable=True),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("body", "release", name="pk_release_endings"),
        _of_its_release("release_endings"),
        sa.CheckConstraint("how IN ('cancelled', 'withdrawn')", name="how_is_known"),
        sa.CheckConstraint("(how = 'withdrawn') = (reason IS NOT NULL)", name="reason_is_public"),
        info=DISTRIBUTED,
    )


def _create_documents() -> None:
    op.create_table(
        "frozen_documents",
        text_column("body"),
        sa.Column("release", sa.Uuid(), nullable=False),
        text_column("kind"),
        text_column("key", collation="C"),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("publish_at", INSTANT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        text_column("media_type"),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        text_column("sha256", nullable=True),
        sa.PrimaryKeyConstraint(
            *("body", "release", "kind", "key", "withdrawn"), name="pk_frozen_documents"
        ),
        _of_its_release("frozen_documents"),
        sa.CheckConstraint("withdrawn = (content IS NULL)", name="content_unless_withdrawn"),
        sa.CheckConstraint("withdrawn = (sha256 IS NULL)", name="sha256_unless_withdrawn"),
        info=DISTRIBUTED,
    )
    op.create_index(
        "ix_frozen_documents_newest",
        "frozen_documents",
        ["body", "kind", "key", "publish_at", "number", "withdrawn"],
    )


def _create_rows() -> None:
    op.create_table(
        "frozen_rows",
        text_column("body"),
        sa.Column("release", sa.Uuid(), nullable=False),
        text_column("subject"),
        text_column("item"),
        text_column("period", collation="C"),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("publish_at", INSTANT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        text_column("document", nullable=True),
        text_column("sha256", nullable=True),
        sa.PrimaryKeyConstraint(
            *("body", "release", "subject", "item", "period", "withdrawn"), name="pk_frozen_rows"
        ),
        _of_its_release("frozen_rows"),
        sa.CheckConstraint("withdrawn = (document IS NULL)", name="document_unless_withdrawn"),
        sa.CheckConstraint("withdrawn = (sha256 IS NULL)", name="sha256_unless_withdrawn"),
        info=DISTRIBUTED,
    )
    op.create_index(
        "ix_frozen_rows_newest",
        "frozen_rows",
        ["body", "subject", "item", "period", "publish_at", "number", "withdrawn"],
    )
