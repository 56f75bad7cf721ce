"""What a correction repeats of the release before it ends with that one.

Revision: 0009, after 0008.
"""

from alembic import op

from shared.publication.steps import end_no_quotes, let_quotes_end

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_TABLES = ("published_releases", "release_endings", "frozen_documents")


def upgrade() -> None:
    let_quotes_end("kpi")
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    name_what_is_quoted()
    for table in _TABLES:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def name_what_is_quoted() -> None:
    """Say of each correction frozen so far which release its `changes` quote, if it still stood."""
    op.execute(
        "UPDATE frozen_documents d SET quotes = r.supersedes FROM published_releases r"
        " WHERE r.body = d.body AND r.id = d.release AND r.supersedes IS NOT NULL"
        " AND d.kind = 'changes' AND NOT d.withdrawn AND NOT EXISTS (SELECT FROM release_endings e"
        " WHERE e.body = r.body AND e.release = r.supersedes AND e.recorded_at < r.recorded_at)"
    )
    op.execute(
        "INSERT INTO frozen_documents (body, release, publish_at, number, withdrawn, kind, key,"
        " media_type, content, sha256, quotes)"
        " SELECT body, release, publish_at, number, true, kind, key, media_type, NULL, sha256,"
        " quotes FROM frozen_documents WHERE quotes IS NOT NULL ON CONFLICT DO NOTHING"
    )


def downgrade() -> None:
    end_no_quotes()
