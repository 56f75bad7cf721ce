"""Commentary; releases with what was done to them, what was circulated and what members said.

Revision: 0005, after 0004.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.storage.tenancy import protect_bodies

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)
DISTRIBUTED = {"citus": ("distributed", "body")}
_TABLES = (
    "commentary_versions",
    "releases",
    "release_acts",
    "circulated_drafts",
    "release_voices",
    "early_access",
)
_READS = "string_to_array(nullif(current_setting('qd.reads', true), ''), ',')"
_CLIENT = "nullif(current_setting('qd.client', true), '')"


def upgrade() -> None:
    create_commentary()
    create_releases()
    create_acts()
    create_circulated_drafts()
    create_voices()
    create_early_access()
    for table in _TABLES:
        for statement in protect_bodies(table):
            op.execute(statement)
    op.execute(
        "ALTER POLICY circulated_drafts_read ON circulated_drafts"
        f" USING (body = ANY ({_READS}) OR members && {_READS})"
    )
    op.execute(
        "ALTER POLICY early_access_read ON early_access"
        f" USING (body = ANY ({_READS}) OR client = {_CLIENT})"
    )


def _text(name: str, *, nullable: bool = False, **more: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text(**more), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, INSTANT, nullable=nullable)


def create_commentary() -> None:
    op.create_table(
        "commentary_versions",
        _text("body"),
        _text("period", collation="C"),
        _text("indicator"),
        _instant("recorded_at"),
        _text("cause"),
        _text("action", nullable=True),
        _text("owner_role", nullable=True),
        _text("set_by"),
        _text("set_by_holder"),
        sa.PrimaryKeyConstraint(
            "body", "period", "indicator", "recorded_at", name="pk_commentary_versions"
        ),
        info=DISTRIBUTED,
    )


def create_releases() -> None:
    op.create_table(
        "releases",
        _text("body"),
        sa.Column("id", sa.Uuid(), nullable=False),
        _instant("recorded_at"),
        _text("period", collation="C"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        _text("reason", nullable=True),
        _text("client"),
        _text("holder"),
        sa.CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="correction_has_reason"),
        sa.PrimaryKeyConstraint("body", "id", name="pk_releases"),
        info=DISTRIBUTED,
    )


def create_acts() -> None:
    op.create_table(
        "release_acts",
        _text("body"),
        sa.Column("release", sa.Uuid(), nullable=False),
        _instant("recorded_at"),
        _text("act"),
        sa.Column("draft", sa.Integer(), nullable=False),
        _text("content_hash"),
        _text("title", nullable=True),
        _text("text", nullable=True),
        _instant("comments_by", nullable=True),
        _instant("publish_at", nullable=True),
        _text("manifest_hash", nullable=True),
        sa.Column("sources", postgresql.JSONB(), nullable=True),
        _text("reason", nullable=True),
        _text("client"),
        _text("holder"),
        sa.CheckConstraint(
            "act IN ('drafted', 'circulated', 'approved', 'scheduled', 'cancelled', 'withdrawn')",
            name="act_is_known",
        ),
        sa.PrimaryKeyConstraint("body", "release", "recorded_at", name="pk_release_acts"),
        info=DISTRIBUTED,
    )


def create_circulated_drafts() -> None:
    op.create_table(
        "circulated_drafts",
        _text("body"),
        sa.Column("release", sa.Uuid(), nullable=False),
        _instant("recorded_at"),
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("members", postgresql.ARRAY(sa.Text()), nullable=False),
        _text("period", collation="C"),
        _text("title"),
        _text("content_hash"),
        _text("content", nullable=True),
        _instant("comments_by"),
        sa.PrimaryKeyConstraint("body", "release", "recorded_at", name="pk_circulated_drafts"),
        info=DISTRIBUTED,
    )


def create_voices() -> None:
    op.create_table(
        "release_voices",
        _text("body"),
        sa.Column("release", sa.Uuid(), nullable=False),
        _instant("recorded_at"),
        _text("of_body"),
        _text("what"),
        sa.Column("draft", sa.Integer(), nullable=False),
        _text("content_hash"),
        _text("text", nullable=True),
        _text("client"),
        _text("holder"),
        sa.CheckConstraint("what IN ('comment', 'signed')", name="what_is_known"),
        sa.CheckConstraint("(what = 'comment') = (text IS NOT NULL)", name="comment_has_text"),
        sa.PrimaryKeyConstraint("body", "release", "recorded_at", name="pk_release_voices"),
        info=DISTRIBUTED,
    )


def create_early_access() -> None:
    op.create_table(
        "early_access",
        _text("body"),
        sa.Column("release", sa.Uuid(), nullable=False),
        _instant("recorded_at"),
        _text("client"),
        sa.Column("ended", sa.Boolean(), nullable=False),
        _text("justification", nullable=True),
        _text("by_client"),
        _text("by_holder"),
        sa.CheckConstraint("ended = (justification IS NULL)", name="access_is_justified"),
        sa.PrimaryKeyConstraint("body", "release", "recorded_at", name="pk_early_access"),
        info=DISTRIBUTED,
    )


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
