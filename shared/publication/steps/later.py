"""The later steps: what is cancelled leaves no more than a mark, and what is quoted may end."""

from __future__ import annotations

from typing import Final

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

_MARKED: Final = "SELECT FROM cancellation_marks c WHERE c.mark = sha256(uuid_send({}))"
_CONTENTS: Final = ("frozen_documents", "frozen_rows")
_HASHED: Final = "ck_frozen_documents_sha256_unless_withdrawn"
_QUOTES_WHAT_STANDS: Final = (
    "quotes IS NULL OR (withdrawn = EXISTS (SELECT FROM release_endings e"
    " WHERE e.body = frozen_documents.body AND e.how = 'withdrawn'"
    " AND e.release IN (frozen_documents.release, frozen_documents.quotes))"
    " AND EXISTS (SELECT FROM published_releases r WHERE r.body = frozen_documents.body"
    " AND r.id = frozen_documents.release))"
)


def hide_cancellations(service: str) -> None:
    """Let the public role see of a cancellation no more than a mark that says nothing.

    Its policies must see what they shut out, and it can read what they see. So they look for the
    hash of a release's id, which leads nobody to a release or its body; the endings themselves are
    hidden. Code that cancels without a mark is refused: what it cancels would come out.
    """
    _create_marks()
    op.execute("ALTER TABLE release_endings NO FORCE ROW LEVEL SECURITY")
    op.execute(
        "INSERT INTO cancellation_marks SELECT body, sha256(uuid_send(release)), publish_at"
        " FROM release_endings WHERE how = 'cancelled'"
    )
    op.execute("ALTER TABLE release_endings FORCE ROW LEVEL SECURITY")
    shut = protect(service, "cancellation_marks", public=HOUR_CAME, adds=AHEAD, sees="mark")
    for statement in shut:
        op.execute(statement)
    marked = f"EXISTS ({_MARKED.format('release_endings.release')})"
    op.execute(
        "ALTER POLICY release_endings_hour ON release_endings"
        f" WITH CHECK ((how = 'withdrawn' OR {AHEAD}) AND (how <> 'cancelled' OR {marked}))"
    )
    for table, public in (
        ("published_releases", _unmarked(HOUR_CAME, "published_releases.id")),
        ("release_endings", f"{HOUR_CAME} AND how = 'withdrawn'"),
        *((name, _unmarked(content_is_public(name), f"{name}.release")) for name in _CONTENTS),
    ):
        op.execute(f"ALTER POLICY {table}_public ON {table} USING ({public})")


def show_cancellations() -> None:
    """Undo `hide_cancellations`."""
    for table, public in (
        ("published_releases", RELEASE_IS_PUBLIC),
        ("release_endings", HOUR_CAME),
        *((name, content_is_public(name)) for name in _CONTENTS),
    ):
        op.execute(f"ALTER POLICY {table}_public ON {table} USING ({public})")
    op.execute(
        "ALTER POLICY release_endings_hour ON release_endings"
        f" WITH CHECK (how = 'withdrawn' OR {AHEAD})"
    )
    op.drop_table("cancellation_marks")


def let_quotes_end(service: str) -> None:
    """Let a document name the release whose words it repeats, and be hidden when that one ends.

    Of the document and its mark, which keeps its hash, the public role sees one: the mark once
    either release is withdrawn. A release that is not public has neither.
    """
    op.add_column("frozen_documents", sa.Column("quotes", sa.Uuid(), nullable=True))
    op.drop_constraint(_HASHED, "frozen_documents")
    op.create_check_constraint(
        "sha256_unless_withdrawn",
        "frozen_documents",
        "(withdrawn AND quotes IS NULL) = (sha256 IS NULL)",
    )
    op.execute(
        "CREATE POLICY frozen_documents_quotes ON frozen_documents AS RESTRICTIVE FOR SELECT"
        f" TO qd_{service}_public USING ({_QUOTES_WHAT_STANDS})"
    )


def end_no_quotes() -> None:
    """Undo `let_quotes_end`: what quotes stays hidden, since its mark alone is kept."""
    op.execute("DROP POLICY frozen_documents_quotes ON frozen_documents")
    op.execute("ALTER TABLE frozen_documents NO FORCE ROW LEVEL SECURITY")
    op.execute("DELETE FROM frozen_documents WHERE withdrawn AND sha256 IS NOT NULL")
    op.execute("ALTER TABLE frozen_documents FORCE ROW LEVEL SECURITY")
    op.drop_constraint(_HASHED, "frozen_documents")
    op.drop_column("frozen_documents", "quotes")
    op.create_check_constraint(
        "sha256_unless_withdrawn", "frozen_documents", "withdrawn = (sha256 IS NULL)"
    )


def _unmarked(condition: str, release: str) -> str:
    return f"{condition} AND NOT EXISTS ({_MARKED.format(release)})"


def _create_marks() -> None:
    op.create_table(
        "cancellation_marks",
        text_column("body"),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("publish_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("body", "mark", name="pk_cancellation_marks"),
        info=DISTRIBUTED,
    )
    op.create_index("ix_cancellation_marks_mark", "cancellation_marks", ["mark"])
