"""Editions of registers, and what is published of them, frozen.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.publication.steps import (
    create_first_tables,
    drop_first_tables,
    drop_index_for_anyone,
    end_no_quotes,
    hide_cancellations,
    index_for_anyone,
    let_quotes_end,
    show_cancellations,
)
from shared.storage.tenancy import protect_bodies

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)
DISTRIBUTED = {"citus": ("distributed", "body")}
_TABLES = ("editions", "edition_acts")


def upgrade() -> None:
    create_first_tables("risk")
    index_for_anyone()
    hide_cancellations("risk")
    let_quotes_end("risk")
    op.create_table(
        "editions",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("known_at", INSTANT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="correction_has_reason"),
        sa.PrimaryKeyConstraint("body", "id", name="pk_editions"),
        info=DISTRIBUTED,
    )
    op.create_table(
        "edition_acts",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edition", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("publish_at", INSTANT, nullable=True),
        sa.Column("manifest_hash", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "act IN ('approved', 'scheduled', 'cancelled', 'withdrawn')", name="act_is_known"
        ),
        sa.PrimaryKeyConstraint("body", "edition", "recorded_at", name="pk_edition_acts"),
        info=DISTRIBUTED,
    )
    for table in _TABLES:
        for statement in protect_bodies(table):
            op.execute(statement)


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
    end_no_quotes()
    show_cancellations()
    drop_index_for_anyone()
    drop_first_tables()
