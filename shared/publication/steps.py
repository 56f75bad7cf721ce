"""Publication's part in a service's migrations: what a revision did once it does for ever.

Change nothing here that a revision uses; add the next step beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.storage.tenancy import protect_bodies

_INSTANT: Final = postgresql.TIMESTAMP(timezone=True)
_DISTRIBUTED: Final = {"citus": ("distributed", "body")}
_HOUR_CAME: Final = "publish_at <= statement_timestamp()"
"""An index can serve it, as it can't clock_timestamp()."""

_AHEAD: Final = "publish_at > statement_timestamp()"
_RELEASE_IS_PUBLIC: Final = (
    f"{_HOUR_CAME} AND NOT EXISTS (SELECT FROM release_endings e"
    " WHERE e.body = published_releases.body AND e.release = published_releases.id"
    " AND e.how = 'cancelled')"
)
"""It outlives its withdrawal, as a tombstone."""

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
    ahead_or_mark = f"withdrawn OR {_AHEAD}"
    for table, public, adds in (
        ("published_releases", _RELEASE_IS_PUBLIC, _AHEAD),
        ("release_endings", _HOUR_CAME, f"how = 'withdrawn' OR {_AHEAD}"),
        ("frozen_documents", _content_is_public("frozen_documents"), ahead_or_mark),
        ("frozen_rows", _content_is_public("frozen_rows"), ahead_or_mark),
    ):
        for statement in _protect(service, table, public=public, adds=adds):
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
    shut = _protect(service, "cancellation_marks", public=_HOUR_CAME, adds=_AHEAD, sees="mark")
    for statement in shut:
        op.execute(statement)
    marked = f"EXISTS ({_MARKED.format('release_endings.release')})"
    op.execute(
        "ALTER POLICY release_endings_hour ON release_endings"
        f" WITH CHECK ((how = 'withdrawn' OR {_AHEAD}) AND (how <> 'cancelled' OR {marked}))"
    )
    for table, public in (
        ("published_releases", _unmarked(_HOUR_CAME, "published_releases.id")),
        ("release_endings", f"{_HOUR_CAME} AND how = 'withdrawn'"),
        *((name, _unmarked(_content_is_public(name), f"{name}.release")) for name in _CONTENTS),
    ):
        op.execute(f"ALTER POLICY {table}_public ON {table} USING ({public})")


def show_cancellations() -> None:
    """Undo `hide_cancellations`."""
    for table, public in (
        ("published_releases", _RELEASE_IS_PUBLIC),
        ("release_endings", _HOUR_CAME),
        *((name, _content_is_public(name)) for name in _CONTENTS),
    ):
        op.execute(f"ALTER POLICY {table}_public ON {table} USING ({public})")
    op.execute(
        "ALTER POLICY release_endings_hour ON release_endings"
        f" WITH CHECK (how = 'withdrawn' OR {_AHEAD})"
    )
    op.drop_table("cancellation_marks")


def _unmarked(condition: str, release: str) -> str:
    return f"{condition} AND NOT EXISTS ({_MARKED.format(release)})"


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


def _content_is_public(table: str) -> str:
    """Return the condition that a row's hour has come and its release stands.

    Of a release that was withdrawn the marks remain; of one that was cancelled, nothing.
    """
    ended = f"e.body = {table}.body AND e.release = {table}.release"
    stands = f"NOT EXISTS (SELECT FROM release_endings e WHERE {ended})"
    return f"{_HOUR_CAME} AND (withdrawn OR {stands})"


def _protect(
    service: str, table: str, *, public: str, adds: str, sees: str | None = None
) -> Iterator[str]:
    """Yield what shuts a table to all but its bodies, and opens it outside where *public* holds.

    Args:
        service: Whose roles.
        table: Which.
        public: The condition that a row is public.
        adds: The condition on which one may be added.
        sees: The only column that the public role reads; None is all of them.
    """
    owner, runtime, outside = (f"qd_{service}_{kind}" for kind in ("owner", "runtime", "public"))
    yield from protect_bodies(table)
    # Whoever is `public` could set qd.reads too: the policy that believes it is not for them.
    yield f"ALTER POLICY {table}_read ON {table} TO {owner}, {runtime}"
    yield (f"CREATE POLICY {table}_public ON {table} FOR SELECT TO {outside} USING ({public})")
    yield f"CREATE POLICY {table}_hour ON {table} AS RESTRICTIVE FOR INSERT WITH CHECK ({adds})"
    columns = f" ({sees})" if sees else ""
    yield f"GRANT SELECT{columns} ON {table} TO {outside}"


def _of_its_release(table: str) -> sa.ForeignKeyConstraint:
    columns = ["release", "publish_at", "number"]
    return sa.ForeignKeyConstraint(
        ["body", *columns],
        [f"published_releases.{name}" for name in ("body", "id", "publish_at", "number")],
        name=f"fk_{table}_published_releases",
    )


def _text(name: str, *, nullable: bool = False, **more: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text(**more), nullable=nullable)


def _create_releases() -> None:
    op.create_table(
        "published_releases",
        _text("body"),
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("kind"),
        _text("period", collation="C"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("publish_at", _INSTANT, nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        _text("manifest_hash"),
        sa.Column("recorded_at", _INSTANT, nullable=False),
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
        info=_DISTRIBUTED,
    )
    op.create_index(
        "ix_published_releases_body_publish_at", "published_releases", ["body", "publish_at"]
    )


def _create_endings() -> None:
    op.create_table(
        "release_endings",
        _text("body"),
        sa.Column("release", sa.Uuid(), nullable=False),
        sa.Column("publish_at", _INSTANT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("how"),
        _text("reason", nullable=True),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("body", "release", name="pk_release_endings"),
        _of_its_release("release_endings"),
        sa.CheckConstraint("how IN ('cancelled', 'withdrawn')", name="how_is_known"),
        sa.CheckConstraint("(how = 'withdrawn') = (reason IS NOT NULL)", name="reason_is_public"),
        info=_DISTRIBUTED,
    )


def _create_documents() -> None:
    op.create_table(
        "frozen_documents",
        _text("body"),
        sa.Column("release", sa.Uuid(), nullable=False),
        _text("kind"),
        _text("key", collation="C"),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("publish_at", _INSTANT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("media_type"),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        _text("sha256", nullable=True),
        sa.PrimaryKeyConstraint(
            *("body", "release", "kind", "key", "withdrawn"), name="pk_frozen_documents"
        ),
        _of_its_release("frozen_documents"),
        sa.CheckConstraint("withdrawn = (content IS NULL)", name="content_unless_withdrawn"),
        sa.CheckConstraint("withdrawn = (sha256 IS NULL)", name="sha256_unless_withdrawn"),
        info=_DISTRIBUTED,
    )
    op.create_index(
        "ix_frozen_documents_newest",
        "frozen_documents",
        ["body", "kind", "key", "publish_at", "number", "withdrawn"],
    )


def _create_rows() -> None:
    op.create_table(
        "frozen_rows",
        _text("body"),
        sa.Column("release", sa.Uuid(), nullable=False),
        _text("subject"),
        _text("item"),
        _text("period", collation="C"),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("publish_at", _INSTANT, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("document", nullable=True),
        _text("sha256", nullable=True),
        sa.PrimaryKeyConstraint(
            *("body", "release", "subject", "item", "period", "withdrawn"), name="pk_frozen_rows"
        ),
        _of_its_release("frozen_rows"),
        sa.CheckConstraint("withdrawn = (document IS NULL)", name="document_unless_withdrawn"),
        sa.CheckConstraint("withdrawn = (sha256 IS NULL)", name="sha256_unless_withdrawn"),
        info=_DISTRIBUTED,
    )
    op.create_index(
        "ix_frozen_rows_newest",
        "frozen_rows",
        ["body", "subject", "item", "period", "publish_at", "number", "withdrawn"],
    )


def _create_marks() -> None:
    op.create_table(
        "cancellation_marks",
        _text("body"),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("publish_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("body", "mark", name="pk_cancellation_marks"),
        info=_DISTRIBUTED,
    )
    op.create_index("ix_cancellation_marks_mark", "cancellation_marks", ["mark"])
