"""What is kept of plans, of whatever kind.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.storage.tenancy import protect_bodies

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_versions",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(collation="C"), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_by_holder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("body", "kind", "path", "recorded_at", name="pk_kept_versions"),
        info={"citus": ("distributed", "body")},
    )
    for statement in protect_bodies("kept_versions"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("kept_versions")
