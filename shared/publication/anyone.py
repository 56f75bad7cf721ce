"""Published documents and rows by what they speak of, whoever published them.

A partnership publishes its members' documents beside its own, so a council's lies with its
partnership, with itself, or with both: the newest hour wins, then the higher number, and of two
publishers with both alike always the same one. What a correction left out is left out of what its
own publisher said: another's page of it stands. These questions name no publisher; past one
database each is asked of every shard.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from shared.publication.reading import (
    SAID,
    LeftOut,
    Published,
    PublishedRow,
    Tombstone,
    read_document,
)
from shared.storage.public import Public
from shared.storage.versions import END_OF_TIME

_NEWEST: Final = f"""{SAID}
    WHERE d.kind = $1 AND d.key = $2 AND d.publish_at <= $3
    ORDER BY d.publish_at DESC, d.number DESC, d.body DESC, d.withdrawn DESC LIMIT 1
"""
_NEWEST_LEFT_IN: Final = f"""{SAID}
    WHERE d.kind = $1 AND d.key = $2 AND d.publish_at <= $3 AND d.content IS DISTINCT FROM ''
        AND NOT EXISTS (SELECT FROM frozen_documents m
            WHERE m.body = d.body AND m.kind = d.kind AND m.key = d.key AND m.publish_at <= $3
                AND (m.publish_at, m.number) > (d.publish_at, d.number) AND m.content = '')
    ORDER BY d.publish_at DESC, d.number DESC, d.body DESC, d.withdrawn DESC LIMIT 1
"""
_OF_RELEASE: Final = f"""{SAID}
    WHERE d.kind = $1 AND d.key = $2 AND d.release = $3 AND d.publish_at <= $4
    ORDER BY d.withdrawn DESC LIMIT 1
"""
_ROWS: Final = """
    SELECT DISTINCT ON (r.period)
        r.body, r.subject, r.item, r.period, r.release, r.number, r.publish_at, r.document, r.sha256
    FROM frozen_rows r
    WHERE r.subject = $1 AND r.item = $2 AND r.period BETWEEN $3 AND $4 AND r.publish_at <= $5
        AND ($6::uuid IS NULL OR r.release = $6)
    ORDER BY r.period, coalesce(r.document = '', false) OR EXISTS (SELECT FROM frozen_rows m
            WHERE m.body = r.body AND m.subject = r.subject AND m.item = r.item
                AND m.period = r.period AND m.publish_at <= $5
                AND (m.publish_at, m.number) > (r.publish_at, r.number) AND m.document = ''),
        r.publish_at DESC, r.number DESC, r.body DESC, r.withdrawn DESC
"""


async def document_by_anyone(
    public: Public,
    kind: str,
    key: str,
    *,
    release: UUID | None = None,
    known_at: datetime | None = None,
) -> Published | Tombstone | LeftOut | None:
    """Return a document of the newest public release that holds it; None if there is none.

    As `published_document`, whoever published it.
    """
    until = known_at or END_OF_TIME
    if release is None:
        found = await public.row(_NEWEST, kind, key, until)
    else:
        found = await public.row(_OF_RELEASE, kind, key, release, until)
    if found is None:
        return None
    document = read_document(found)
    if isinstance(document, LeftOut) and release is None:
        found = await public.row(_NEWEST_LEFT_IN, kind, key, until)
        return document if found is None else read_document(found)
    return document


async def rows_by_anyone(
    public: Public,
    subject: str,
    item: str,
    periods: tuple[str, str],
    *,
    release: UUID | None = None,
    known_at: datetime | None = None,
) -> list[PublishedRow]:
    """Return the newest public row of each period, in their order; those withdrawn are empty.

    As `published_rows`, whoever published them.
    """
    found = await public.rows(_ROWS, subject, item, *periods, known_at or END_OF_TIME, release)
    return [PublishedRow(**row) for row in found]
