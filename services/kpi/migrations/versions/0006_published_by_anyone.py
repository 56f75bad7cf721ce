"""What is published can be found by what it speaks of, whoever published it.

Revision: 0006, after 0005.
"""

from shared.publication.steps import drop_index_for_anyone, index_for_anyone

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index_for_anyone()


def downgrade() -> None:
    drop_index_for_anyone()
