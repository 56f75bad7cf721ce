"""Mitigations, reviews and acceptances; and who defined a risk, for four eyes.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.storage.tenancy import protect_bodies

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)
DISTRIBUTED = {"citus": ("distributed", "body")}
_TABLES = ("mitigation_versions", "reviews", "acceptances", "acceptance_revocations")
_HANDS = ("made_by", "made_by_holder")


def upgrade() -> None:
    for name in _HANDS:
        # Nobody is known to have defined the risks that are there; no client has an empty id.
        op.add_column(
            "risk_versions", sa.Column(name, sa.Text(), nullable=False, server_default="")
        )
        op.alter_column("risk_versions", name, server_default=None)
    op.create_table(
        "mitigation_versions",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint(
            "body", "reference", "code", "recorded_at", name="pk_mitigation_versions"
        ),
        info=DISTRIBUTED,
    )
    create_reviews()
    create_acceptances()
    for table in _TABLES:
        for statement in protect_bodies(table):
            op.execute(statement)


def create_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reviewed", postgresql.JSONB(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reviewer", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("comment_is_confidential", sa.Boolean(), nullable=False),
        sa.Column("scores", postgresql.JSONB(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_by_holder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("body", "reference", "recorded_at", name="pk_reviews"),
        info=DISTRIBUTED,
    )


def create_acceptances() -> None:
    op.create_table(
        "acceptances",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("matrix", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_is_confidential", sa.Boolean(), nullable=False),
        sa.Column("expires", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_by_holder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("body", "reference", "recorded_at", name="pk_acceptances"),
        info=DISTRIBUTED,
    )
    op.create_table(
        "acceptance_revocations",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("acceptance", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_is_confidential", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_by_holder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "body", "reference", "recorded_at", name="pk_acceptance_revocations"
        ),
        info=DISTRIBUTED,
    )


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
    for name in reversed(_HANDS):
        op.drop_column("risk_versions", name)
