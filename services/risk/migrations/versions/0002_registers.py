"""Registers, the risks in them, and their assessments.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.storage.tenancy import protect_bodies

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)
DISTRIBUTED = {"citus": ("distributed", "body")}
_TABLES = ("register_versions", "risk_versions", "assessment_versions")


def upgrade() -> None:
    op.create_table(
        "register_versions",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("body", "code", "recorded_at", name="pk_register_versions"),
        info=DISTRIBUTED,
    )
    op.create_table(
        "risk_versions",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=True),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed', 'materialised')", name="state_is_known"),
        sa.PrimaryKeyConstraint("body", "reference", "recorded_at", name="pk_risk_versions"),
        info=DISTRIBUTED,
    )
    create_assessment_versions()
    for table in _TABLES:
        for statement in protect_bodies(table):
            op.execute(statement)


def create_assessment_versions() -> None:
    op.create_table(
        "assessment_versions",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("matrix", INSTANT, nullable=False),
        sa.Column("likelihood", sa.Integer(), nullable=True),
        sa.Column("impact", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("reason_is_confidential", sa.Boolean(), nullable=False),
        sa.Column("assessed", postgresql.JSONB(), nullable=True),
        sa.Column("flags", postgresql.JSONB(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_by_holder", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('inherent', 'current', 'target')", name="kind_is_known"),
        sa.CheckConstraint("likelihood BETWEEN 1 AND 10", name="likelihood_is_a_step"),
        sa.CheckConstraint("impact BETWEEN 1 AND 10", name="impact_is_a_step"),
        sa.PrimaryKeyConstraint(
            "body", "reference", "kind", "recorded_at", name="pk_assessment_versions"
        ),
        info=DISTRIBUTED,
    )


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
