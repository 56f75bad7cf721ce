"""The journal's part in each service's migrations: what a revision did once it does for ever.

Change nothing here that a revision uses; add the next step beside it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.storage.tenancy import protect_bodies, protect_clients

_INSTANT = postgresql.TIMESTAMP(timezone=True)
_EXPIRY = (
    "CREATE POLICY idempotency_keys_expiry ON idempotency_keys FOR DELETE"
    " USING (expires_at < statement_timestamp())"
)
_PRUNING = (
    "CREATE POLICY outbox_pruning ON outbox FOR DELETE"
    " USING (recorded_at < statement_timestamp() - interval '7 days' AND body = ANY"
    " (string_to_array(nullif(current_setting('qd.writes', true), ''), ',')))"
)


def create_first_tables(runtime: str) -> None:
    """Make chain heads, audit entries and idempotency keys, for the role named *runtime*.

    It may move a chain's head and fill in a key's answer; an entry it can only append. Expired keys
    are the owner's to delete, and the owner, bound by row-level security too, can delete no others.
    """
    op.create_table(
        "chain_heads",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("body", name="pk_chain_heads"),
        info={"citus": ("distributed", "body")},
    )
    op.create_table(
        "audit_entries",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("body", "sequence", name="pk_audit_entries"),
        sa.UniqueConstraint("body", "previous_hash", name="uq_audit_entries_body_previous_hash"),
        info={"citus": ("distributed", "body")},
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", postgresql.JSONB(), nullable=True),
        sa.Column("bodies", postgresql.JSONB(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("client", "key", name="pk_idempotency_keys"),
        info={"citus": "local"},
    )
    op.create_index("ix_idempotency_keys_expires_at", "idempotency_keys", ["expires_at"])
    for statement in (
        *protect_bodies("chain_heads"),
        *protect_bodies("audit_entries"),
        *protect_clients("idempotency_keys"),
        _EXPIRY,
        f"GRANT UPDATE ON chain_heads, idempotency_keys TO {runtime}",
    ):
        op.execute(statement)


def drop_first_tables() -> None:
    """Undo `create_first_tables`."""
    for table in ("idempotency_keys", "audit_entries", "chain_heads"):
        op.drop_table(table)


def create_outbox(runtime: str) -> None:
    """Make outbox and inbox, for the role named *runtime*.

    It may move how far an outbox reaches and how far a listener was told; an event it can only
    append. The owner may delete those of more than a week ago, and must say of which body.
    """
    op.create_table(
        "outbox",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("body", "sequence", name="pk_outbox"),
        sa.UniqueConstraint("body", "id", name="uq_outbox_body_id"),
        info={"citus": ("distributed", "body")},
    )
    op.create_table(
        "outbox_ends",
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("of_body", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client", "of_body", name="pk_outbox_ends"),
        info={"citus": "local"},
    )
    op.create_table(
        "outbox_deliveries",
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("of_body", sa.Text(), nullable=False),
        sa.Column("listener", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client", "of_body", "listener", name="pk_outbox_deliveries"),
        info={"citus": "local"},
    )
    op.create_table(
        "inbox",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("received_at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("body", "id", name="pk_inbox"),
        info={"citus": ("distributed", "body")},
    )
    for statement in (
        *protect_bodies("outbox"),
        *protect_bodies("inbox"),
        *protect_clients("outbox_ends"),
        *protect_clients("outbox_deliveries"),
        _PRUNING,
        f"GRANT UPDATE ON outbox_ends, outbox_deliveries TO {runtime}",
    ):
        op.execute(statement)


def drop_outbox() -> None:
    """Undo `create_outbox`."""
    for table in ("inbox", "outbox_deliveries", "outbox_ends", "outbox"):
        op.drop_table(table)
