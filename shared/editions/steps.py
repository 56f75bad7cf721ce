"""Editions' part in a service's migrations: what a revision did once it does for ever.

Change nothing here that a revision uses; add the next step beside it. What is frozen of editions
has steps of its own, in `shared.publication.steps`.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shared.storage.tenancy import protect_bodies

_INSTANT: Final = postgresql.TIMESTAMP(timezone=True)
_DISTRIBUTED: Final = {"citus": ("distributed", "body")}
_TABLES: Final = ("editions", "edition_acts")


def create_editions() -> None:
    """Make the tables of what is proposed to be published, and of what becomes of it."""
    op.create_table(
        "editions",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("known_at", _INSTANT, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.CheckConstraint("(supersedes IS NULL) = (reason IS NULL)", name="correction_has_reason"),
        sa.PrimaryKeyConstraint("body", "id", name="pk_editions"),
        info=_DISTRIBUTED,
    )
    op.create_table(
        "edition_acts",
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("edition", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", _INSTANT, nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("publish_at", _INSTANT, nullable=True),
        sa.Column("manifest_hash", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "act IN ('approved', 'scheduled', 'cancelled', 'withdrawn')", name="act_is_known"
        ),
        sa.PrimaryKeyConstraint("body", "edition", "recorded_at", name="pk_edition_acts"),
        info=_DISTRIBUTED,
    )
    for table in _TABLES:
        for statement in protect_bodies(table):
            op.execute(statement)


def drop_editions() -> None:
    """Undo `create_editions`."""
    for table in reversed(_TABLES):
        op.drop_table(table)
