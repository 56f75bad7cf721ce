"""The journal's first tables; indicators, partnerships, targets, submissions, figures.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.journal.steps import create_first_tables, drop_first_tables
from shared.storage.tenancy import protect_bodies

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)
DISTRIBUTED = {"citus": ("distributed", "body")}
REFERENCE = {"citus": "reference"}


def upgrade() -> None:
    create_first_tables("qd_kpi_runtime")
    create_reference_tables()
    create_targets()
    create_submissions()
    create_figures()
    for statement in (
        *protect_bodies("target_versions", inherited=True),
        *protect_bodies("submissions"),
        *protect_bodies("figure_versions"),
    ):
        op.execute(statement)


def create_reference_tables() -> None:
    op.create_table(
        "indicator_versions",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("code", "recorded_at", name="pk_indicator_versions"),
        info=REFERENCE,
    )
    op.create_table(
        "partnership_versions",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("members", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("slug", "recorded_at", name="pk_partnership_versions"),
        info=REFERENCE,
    )


def create_targets() -> None:
    op.create_table(
        "target_versions",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("year", sa.Text(collation="C"), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("annual", sa.Numeric(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=True),
        sa.Column("profile", postgresql.ARRAY(sa.Numeric()), nullable=True),
        sa.Column("tolerance", postgresql.JSONB(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=True),
        sa.Column("strict", sa.Boolean(), nullable=False),
        sa.Column("flags", postgresql.JSONB(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_by_holder", sa.Text(), nullable=False),
        sa.CheckConstraint("annual <> 'NaN'", name="annual_is_a_number"),
        sa.CheckConstraint(
            "status IN ('confirmed', 'tbc', 'not_applicable', 'narrative')", name="status_is_known"
        ),
        sa.CheckConstraint("array_length(profile, 1) = 12", name="profile_is_a_year"),
        sa.PrimaryKeyConstraint(
            "body", "year", "indicator", "recorded_at", name="pk_target_versions"
        ),
        info=DISTRIBUTED,
    )


def create_submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("source_system", sa.Text(), nullable=True),
        sa.Column("source_revision", sa.Text(), nullable=True),
        sa.Column("extracted_at", INSTANT, nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("counts", postgresql.JSONB(), nullable=False),
        sa.Column("results", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("body", "id", name="pk_submissions"),
        info=DISTRIBUTED,
    )


def create_figures() -> None:
    op.create_table(
        "figure_versions",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(collation="C"), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("numerator", sa.Numeric(), nullable=True),
        sa.Column("denominator", sa.Numeric(), nullable=True),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("source_system", sa.Text(), nullable=True),
        sa.Column("source_revision", sa.Text(), nullable=True),
        sa.Column("extracted_at", INSTANT, nullable=True),
        sa.Column("submission", sa.Uuid(), nullable=False),
        sa.CheckConstraint("numerator <> 'NaN'", name="numerator_is_a_number"),
        sa.CheckConstraint(
            "denominator > 0 AND denominator <> 'NaN'", name="denominator_is_positive"
        ),
        sa.CheckConstraint("value <> 'NaN'", name="value_is_a_number"),
        sa.CheckConstraint("basis IN ('components', 'reported_rate')", name="basis_is_known"),
        sa.CheckConstraint(
            "status IN ('provisional', 'final', 'estimated', 'not_available')",
            name="status_is_known",
        ),
        sa.PrimaryKeyConstraint(
            "body", "indicator", "period", "recorded_at", name="pk_figure_versions"
        ),
        info=DISTRIBUTED,
    )


def downgrade() -> None:
    for table in (
        "figure_versions",
        "submissions",
        "target_versions",
        "partnership_versions",
        "indicator_versions",
    ):
        op.drop_table(table)
    drop_first_tables()
