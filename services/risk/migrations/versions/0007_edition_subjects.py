"""Editions name what they are of as those of every service do.

Revision: 0007, after 0006.
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("editions", "register", new_column_name="subject")


def downgrade() -> None:
    op.alter_column("editions", "subject", new_column_name="register")
