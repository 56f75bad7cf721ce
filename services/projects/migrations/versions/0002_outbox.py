"""What others are told of, and what was heard.

Revision: 0002, after 0001.
"""

from shared.journal.steps import create_outbox, drop_outbox

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_outbox("qd_projects_runtime")


def downgrade() -> None:
    drop_outbox()
