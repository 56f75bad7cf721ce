"""What is held, and what was decided of submissions; figures that were rejected.

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
_STATUS = "ck_figure_versions_status_is_known"
_TABLES = ("held_versions", "submission_acts")


def upgrade() -> None:
    create_held_versions()
    create_submission_acts()
    for table in _TABLES:
        for statement in protect_bodies(table):
            op.execute(statement)
    op.drop_constraint(_STATUS, "figure_versions")
    op.create_check_constraint(
        "status_is_known",
        "figure_versions",
        "status IN ('provisional', 'final', 'estimated', 'not_available', 'rejected')",
    )


def create_held_versions() -> None:
    op.create_table(
        "held_versions",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(collation="C"), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("submission", sa.Uuid(), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("numerator", sa.Numeric(), nullable=True),
        sa.Column("denominator", sa.Numeric(), nullable=True),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("problems", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "numerator > '-Infinity' AND numerator < 'Infinity'", name="numerator_is_a_number"
        ),
        sa.CheckConstraint(
            "denominator > 0 AND denominator < 'Infinity'", name="denominator_is_positive"
        ),
        sa.CheckConstraint("value > '-Infinity' AND value < 'Infinity'", name="value_is_a_number"),
        sa.CheckConstraint("basis IN ('components', 'reported_rate')", name="basis_is_known"),
        sa.CheckConstraint(
            "status IN ('provisional', 'final', 'estimated', 'not_available')",
            name="status_is_known",
        ),
        sa.CheckConstraint(
            "fate IN ('held', 'explained', 'replaced', 'rejected')", name="fate_is_known"
        ),
        sa.PrimaryKeyConstraint(
            "body", "indicator", "period", "recorded_at", name="pk_held_versions"
        ),
        info=DISTRIBUTED,
    )


def create_submission_acts() -> None:
    op.create_table(
        "submission_acts",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("submission", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint(
            "act IN ('explained', 'amended', 'approved', 'rejected')", name="act_is_known"
        ),
        sa.PrimaryKeyConstraint("body", "submission", "recorded_at", name="pk_submission_acts"),
        info=DISTRIBUTED,
    )


def downgrade() -> None:
    """Undo it; a figure that was rejected becomes one that is not available."""
    op.execute("ALTER TABLE figure_versions NO FORCE ROW LEVEL SECURITY")
    op.execute("UPDATE figure_versions SET status = 'not_available' WHERE status = 'rejected'")
    op.execute("ALTER TABLE figure_versions FORCE ROW LEVEL SECURITY")
    op.drop_constraint(_STATUS, "figure_versions")
    op.create_check_constraint(
        "status_is_known",
        "figure_versions",
        "status IN ('provisional', 'final', 'estimated', 'not_available')",
    )
    for table in reversed(_TABLES):
        op.drop_table(table)
