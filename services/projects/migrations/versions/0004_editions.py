"""Editions of plans, and what is published of them, frozen.

Revision: 0004, after 0003.
"""

from shared.editions.steps import create_editions, drop_editions
from shared.publication.steps import (
    create_first_tables,
    drop_first_tables,
    drop_index_for_anyone,
    end_no_quotes,
    hide_cancellations,
    index_for_anyone,
    let_quotes_end,
    show_cancellations,
)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_first_tables("projects")
    index_for_anyone()
    hide_cancellations("projects")
    let_quotes_end("projects")
    create_editions()


def downgrade() -> None:
    drop_editions()
    end_no_quotes()
    show_cancellations()
    drop_index_for_anyone()
    drop_first_tables()
