"""What is published, frozen: releases and their endings, documents and rows.

Revision: 0003, after 0002.
"""

from shared.publication.steps import create_first_tables, drop_first_tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_first_tables("kpi")


def downgrade() -> None:
    drop_first_tables()
