"""What others are told of, what was heard, and the RAG of what is approved.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.journal.steps import create_outbox, drop_outbox
from shared.storage.tenancy import protect_bodies

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_outbox("qd_kpi_runtime")
    op.create_table(
        "rag_versions",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(collation="C"), nullable=False),
        sa.Column("recorded_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("rag", sa.Text(), nullable=False),
        sa.CheckConstraint("rag IN ('green', 'amber', 'red')", name="rag_is_known"),
        sa.PrimaryKeyConstraint(
            "body", "indicator", "period", "recorded_at", name="pk_rag_versions"
        ),
        info={"citus": ("distributed", "body")},
    )
    for statement in protect_bodies("rag_versions"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("rag_versions")
    drop_outbox()
