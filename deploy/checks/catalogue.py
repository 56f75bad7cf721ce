"""What a migrated database must not hold, though no declaration of a table would show it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import asyncpg

_QUERY: Final = """
    SELECT n.nspname || '.' || c.relname || ' has the trigger ' || t.tgname
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n
        ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND n.nspname = ANY($1)
    UNION ALL
    SELECT n.nspname || '.' || c.relname || ' is a sequence'
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND n.nspname = ANY($1)
    UNION ALL
    SELECT n.nspname || '.' || t.typname || ' is a native enum'
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    WHERE t.typtype = 'e' AND n.nspname = ANY($1)
    UNION ALL
    SELECT n.nspname || '.' || c.relname || ' has no primary key'
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname = ANY($1)
        AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)
    ORDER BY 1
"""


async def catalogue_faults(connection: asyncpg.Connection, schemas: Sequence[str]) -> list[str]:
    """Return a sentence for each trigger, sequence, native enum, and table without a key."""
    return [row[0] for row in await connection.fetch(_QUERY, list(schemas))]
