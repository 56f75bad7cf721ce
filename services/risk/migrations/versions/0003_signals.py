"""What others are told of, what was heard, and signals.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.journal.steps import create_outbox, drop_outbox
from shared.storage.tenancy import protect_bodies

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    create_outbox("qd_risk_runtime")
    op.create_table(
        "signals",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(collation="C"), nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("body", "indicator", "id", name="pk_signals"),
        info={"citus": ("distributed", "body")},
    )
    for statement in protect_bodies("signals"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("signals")
    drop_outbox()
