"""The journal's first tables; clients and their keys.

Revision: 0001, the first.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.journal.steps import create_first_tables, drop_first_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = postgresql.TIMESTAMP(timezone=True)
LOCAL = {"citus": "local"}


def upgrade() -> None:
    create_first_tables("qd_gateway_runtime")
    create_clients()
    create_keys()
    op.execute("GRANT UPDATE ON key_uses TO qd_gateway_runtime")


def create_clients() -> None:
    op.create_table(
        "clients",
        sa.Column("client", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("grants", postgresql.JSONB(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("client", "recorded_at", name="pk_clients"),
        info=LOCAL,
    )


def create_keys() -> None:
    op.create_table(
        "keys",
        sa.Column("client", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("client", "key", name="pk_keys"),
        info=LOCAL,
    )
    op.create_index("ix_keys_hash", "keys", ["hash"])
    op.create_table(
        "key_endings",
        sa.Column("client", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["client", "key"], ["keys.client", "keys.key"], name="fk_key_endings_client_key_keys"
        ),
        sa.PrimaryKeyConstraint("client", "key", "recorded_at", name="pk_key_endings"),
        info=LOCAL,
    )
    op.create_table(
        "key_uses",
        sa.Column("client", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["client", "key"], ["keys.client", "keys.key"], name="fk_key_uses_client_key_keys"
        ),
        sa.PrimaryKeyConstraint("client", "key", name="pk_key_uses"),
        info=LOCAL,
    )


def downgrade() -> None:
    for table in ("key_uses", "key_endings", "keys", "clients"):
        op.drop_table(table)
    drop_first_tables()
