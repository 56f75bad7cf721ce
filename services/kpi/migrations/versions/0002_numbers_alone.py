"""Numbers alone: to PostgreSQL, NaN and the infinities are numerics.

Revision: 0002, after 0001.
"""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CHECKS: Final = (
    # Of which column of which table, and what it is called; NaN is greater than infinity.
    ("figure_versions", "numerator", "numerator_is_a_number", "-Infinity"),
    ("figure_versions", "denominator", "denominator_is_positive", "0"),
    ("figure_versions", "value", "value_is_a_number", "-Infinity"),
    ("target_versions", "annual", "annual_is_a_number", "-Infinity"),
)
BEFORE: Final = {"denominator": "denominator > 0 AND denominator <> 'NaN'"}
"""Where it was more than that the column is not NaN."""


def upgrade() -> None:
    for table, column, name, above in CHECKS:
        _replace(table, name, f"{column} > '{above}' AND {column} < 'Infinity'")
    op.create_check_constraint(
        "profile_holds_numbers",
        "target_versions",
        "NOT profile && '{NaN,Infinity,-Infinity}'::numeric[]",
    )


def downgrade() -> None:
    op.drop_constraint("profile_holds_numbers", "target_versions", type_="check")
    for table, column, name, _ in CHECKS:
        _replace(table, name, BEFORE.get(column, f"{column} <> 'NaN'"))


def _replace(table: str, name: str, condition: str) -> None:
    op.drop_constraint(name, table, type_="check")
    op.create_check_constraint(name, table, condition)
