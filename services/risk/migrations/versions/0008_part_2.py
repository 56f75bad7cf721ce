"""Texts that became Part 2 since, steps whose reason is, and salts for what the audit hashes.

Revision: 0008, after 0007. Rows that are there keep their hash without a salt.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.storage.tenancy import protect_bodies

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)
_SALTED = (
    "risk_versions",
    "assessment_versions",
    "mitigation_versions",
    "reviews",
    "acceptances",
    "acceptance_revocations",
    "signal_dismissals",
)


def upgrade() -> None:
    for table in _SALTED:
        op.add_column(table, sa.Column("salt", sa.Text(), nullable=True))
    flag = "state_reason_is_confidential"
    op.add_column(
        "risk_versions", sa.Column(flag, sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.alter_column("risk_versions", flag, server_default=None)
    op.create_table(
        "texts_hidden",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_by_holder", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "what IN ('state_reason', 'inherent_reason', 'current_reason', 'target_reason',"
            " 'review_comment', 'acceptance_reason', 'revocation_reason', 'dismissal_reason')",
            name="what_is_known",
        ),
        sa.PrimaryKeyConstraint(
            "body", "reference", "what", "said_at", "recorded_at", name="pk_texts_hidden"
        ),
        info={"citus": ("distributed", "body")},
    )
    for statement in protect_bodies("texts_hidden"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("texts_hidden")
    op.drop_column("risk_versions", "state_reason_is_confidential")
    for table in reversed(_SALTED):
        op.drop_column(table, "salt")
