"""Outside, no cancellation shows, not even to SQL as the public role.

Revision: 0007, after 0006.
"""

from shared.publication.steps import hide_cancellations, show_cancellations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    hide_cancellations("kpi")


def downgrade() -> None:
    show_cancellations()
