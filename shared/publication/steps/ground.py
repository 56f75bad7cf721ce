"""What the steps are made of: when a row is public, and how a table is shut and opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from shared.storage.tenancy import protect_bodies

INSTANT: Final = postgresql.TIMESTAMP(timezone=True)
DISTRIBUTED: Final = {"citus": ("distributed", "body")}
HOUR_CAME: Final = "publish_at <= statement_timestamp()"
"""An index can serve it, as it can't clock_timestamp()."""

AHEAD: Final = "publish_at > statement_timestamp()"
RELEASE_IS_PUBLIC: Final = (
    f"{HOUR_CAME} AND NOT EXISTS (SELECT FROM release_endings e"
    " WHERE e.body = published_releases.body AND e.release = published_releases.id"
    " AND e.how = 'cancelled')"
)
"""It outlives its withdrawal, as a tombstone."""


def content_is_public(table: str) -> str:
    """Return the condition that a row's hour has come and its release stands.

    Of a release that was withdrawn the marks remain; of one that was cancelled, nothing.
    """
    ended = f"e.body = {table}.body AND e.release = {table}.release"
    stands = f"NOT EXISTS (SELECT FROM release_endings e WHERE {ended})"
    return f"{HOUR_CAME} AND (withdrawn OR {stands})"


def protect(
    service: str, table: str, *, public: str, adds: str, sees: str | None = None
) -> Iterator[str]:
    """Yield what shuts a table to all but its bodies, and opens it outside where *public* holds.

    Args:
        service: Whose roles.
        table: Which.
        public: The condition that a row is public.
        adds: The condition on which one may be added.
        sees: The only column that the public role reads; None is all of them.
    """
    owner, runtime, outside = (f"qd_{service}_{kind}" for kind in ("owner", "runtime", "public"))
    yield from protect_bodies(table)
    # Whoever is `public` could set qd.reads too: the policy that believes it is not for them.
    yield f"ALTER POLICY {table}_read ON {table} TO {owner}, {runtime}"
    yield (f"CREATE POLICY {table}_public ON {table} FOR SELECT TO {outside} USING ({public})")
    yield f"CREATE POLICY {table}_hour ON {table} AS RESTRICTIVE FOR INSERT WITH CHECK ({adds})"
    columns = f" ({sees})" if sees else ""
    yield f"GRANT SELECT{columns} ON {table} TO {outside}"


def text_column(name: str, *, nullable: bool = False, **more: Any) -> sa.Column[str]:
    """Return a column of text."""
    return sa.Column(name, sa.Text(**more), nullable=nullable)
