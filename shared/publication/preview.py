"""What is frozen, for those who may see it before its hour: through a working reader.

Who that is, is the caller's to check; row-level security asks for a right to read the body.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import exists, select

from shared.publication.manifest import Document, Row
from shared.publication.reading import Published
from shared.publication.tables import WITHDRAWN, FrozenDocument, FrozenRow, ReleaseEnding
from shared.storage.sessions import Reader


async def frozen_document(
    reader: Reader, body: str, release: UUID, kind: str, key: str
) -> Published | None:
    """Return a document of one release as it is or will be published, whatever became of it.

    None of what repeats another release that was withdrawn, nor of what a correction left out.
    """
    quoted_ended = exists().where(
        ReleaseEnding.body == FrozenDocument.body,
        ReleaseEnding.release == FrozenDocument.quotes,
        ReleaseEnding.how == WITHDRAWN,
    )
    found = await reader.first(
        select(FrozenDocument).where(
            FrozenDocument.body == body,
            FrozenDocument.release == release,
            FrozenDocument.kind == kind,
            FrozenDocument.key == key,
            ~FrozenDocument.withdrawn,
            ~quoted_ended,
        )
    )
    if found is None or not found.content or found.sha256 is None:
        return None
    return Published(
        found.release,
        found.number,
        found.publish_at,
        found.media_type,
        found.content,
        found.sha256,
    )


async def frozen_parts(
    reader: Reader, body: str, release: UUID
) -> tuple[list[Document], list[Row]]:
    """Return every document and row of one release, whatever became of it."""
    documents = await reader.all(
        select(FrozenDocument)
        .where(
            FrozenDocument.body == body,
            FrozenDocument.release == release,
            ~FrozenDocument.withdrawn,
        )
        .order_by(FrozenDocument.kind, FrozenDocument.key)
    )
    rows = await reader.all(
        select(FrozenRow)
        .where(FrozenRow.body == body, FrozenRow.release == release, ~FrozenRow.withdrawn)
        .order_by(FrozenRow.subject, FrozenRow.item, FrozenRow.period)
    )
    return (
        [
            Document(one.kind, one.key, one.content or b"", one.media_type, one.quotes)
            for one in documents
        ],
        [Row(one.subject, one.item, one.period, one.document or "") for one in rows],
    )
