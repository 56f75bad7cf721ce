"""The journal's first tables.

Revision: 0001, the first.
"""

from shared.journal.steps import create_first_tables, drop_first_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_first_tables("qd_risk_runtime")


def downgrade() -> None:
    drop_first_tables()
