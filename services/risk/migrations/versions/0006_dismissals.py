"""Signals that were dismissed at a risk.

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.storage.tenancy import protect_bodies

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.create_table(
        "signal_dismissals",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("signal", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_is_confidential", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_by_holder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "body", "reference", "signal", "recorded_at", name="pk_signal_dismissals"
        ),
        info={"citus": ("distributed", "body")},
    )
    for statement in protect_bodies("signal_dismissals"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("signal_dismissals")
