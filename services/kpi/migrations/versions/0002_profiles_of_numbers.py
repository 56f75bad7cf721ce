"""A profile holds numbers alone: to PostgreSQL, NaN and the infinities are numerics.

Revision: 0002, after 0001.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_check_constraint(
        "profile_holds_numbers",
        "target_versions",
        "NOT profile && '{NaN,Infinity,-Infinity}'::numeric[]",
    )


def downgrade() -> None:
    op.drop_constraint("profile_holds_numbers", "target_versions", type_="check")
