"""Freezing a release, and ending one. Rows are added; nothing is changed or deleted.

Whoever calls holds the body's chain and gives the instant of that lock as *at*, and records the
act with the manifest's hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Text, Uuid, bindparam, insert, literal, select, text

from shared.publication.manifest import (
    CANCEL_AHEAD,
    Document,
    Manifest,
    Release,
    Row,
    entry_of,
    manifest_of,
)
from shared.publication.tables import (
    CANCELLED,
    WITHDRAWN,
    CancellationMark,
    FrozenDocument,
    FrozenRow,
    PublishedRelease,
    ReleaseEnding,
)
from shared.refusals import Conflict, NotFound
from shared.storage.failures import sqlstate_of
from shared.storage.sessions import Transaction

_REFUSED_BY_POLICY: Final = "42501"
_FREEZE_DOCUMENTS: Final = text(
    """
    INSERT INTO frozen_documents
        (body, release, publish_at, number, withdrawn, kind, key, media_type, content, sha256,
            quotes)
    SELECT :body, :release, :publish_at, :number, m.mark, p.kind, p.key, p.media_type,
        CASE WHEN NOT m.mark THEN p.content END, p.sha256, p.quotes
    FROM unnest(:kinds, :keys, :media_types, :contents, :hashes, :quotes)
        AS p (kind, key, media_type, content, sha256, quotes)
    JOIN (VALUES (false), (true)) AS m (mark) ON p.quotes IS NOT NULL OR NOT m.mark
    RETURNING 1
    """
).bindparams(
    *(bindparam(name, type_=ARRAY(Text)) for name in ("kinds", "keys", "media_types", "hashes")),
    bindparam("contents", type_=ARRAY(LargeBinary)),
    bindparam("quotes", type_=ARRAY(Uuid)),
)
_FREEZE_ROWS: Final = text(
    """
    INSERT INTO frozen_rows
        (body, release, publish_at, number, withdrawn, subject, item, period, document, sha256)
    SELECT :body, :release, :publish_at, :number, false, p.* FROM unnest(
        :subjects, :items, :periods, :documents, :hashes
    ) AS p RETURNING 1
    """
).bindparams(
    *(
        bindparam(name, type_=ARRAY(Text))
        for name in ("subjects", "items", "periods", "documents", "hashes")
    ),
)


async def freeze(
    tx: Transaction,
    release: Release,
    documents: Sequence[Document],
    rows: Sequence[Row] = (),
    *,
    at: datetime,
) -> Manifest:
    """Freeze a release: outside, it appears as a whole at its hour, with nothing more to do.

    Raises:
        Conflict: If the hour has come by then, or comes before the commit.
    """
    manifest = manifest_of(release, map(entry_of, documents), map(entry_of, rows))
    late = Conflict("The hour of publication has passed. Choose a later one.")
    if release.publish_at <= at:
        raise late
    tx.commit_before(release.publish_at, late)
    place = {
        "body": release.body,
        "release": release.id,
        "publish_at": release.publish_at,
        "number": release.number,
    }
    with _refused_by_the_hour(late):
        await tx.execute(
            insert(PublishedRelease).values(
                body=release.body,
                id=release.id,
                kind=release.kind,
                period=release.period,
                number=release.number,
                publish_at=release.publish_at,
                supersedes=release.supersedes,
                manifest_hash=manifest.hash,
                recorded_at=at,
            )
        )
        await tx.execute(
            _FREEZE_DOCUMENTS,
            **place,
            kinds=[part.kind for part in documents],
            keys=[part.key for part in documents],
            media_types=[part.media_type for part in documents],
            contents=[part.content for part in documents],
            hashes=[part.sha256 for part in documents],
            quotes=[part.quotes for part in documents],
        )
        await tx.execute(
            _FREEZE_ROWS,
            **place,
            subjects=[part.subject for part in rows],
            items=[part.item for part in rows],
            periods=[part.period for part in rows],
            documents=[part.document for part in rows],
            hashes=[part.sha256 for part in rows],
        )
    return manifest


async def cancel(tx: Transaction, body: str, release: UUID, *, at: datetime) -> None:
    """Keep a release from ever being public.

    Why is for the caller to record: outside, it was never there.

    Raises:
        NotFound: If there is no such release.
        Conflict: If its hour is less than a second away, or it is cancelled already.
    """
    head = await _release(tx, body, release)
    last_chance = head.publish_at - CANCEL_AHEAD
    late = Conflict(
        "The hour of publication has passed, or is less than a second away. "
        "Withdraw the release once it is public."
    )
    if last_chance <= at:
        raise late
    tx.commit_before(last_chance, late)
    with _refused_by_the_hour(late):
        await _end(tx, head, CANCELLED, reason=None, at=at)


async def withdraw(tx: Transaction, body: str, release: UUID, *, reason: str, at: datetime) -> None:
    """Take a public release back: what it held is shown no more, and that it was withdrawn is.

    A mark stands in the place of each of its parts. So an older release does not come forth from
    behind it; a later one, such as a correction, goes before it as before. What another release
    repeats of it is shown no more either: that has had its mark from the beginning.

    Raises:
        NotFound: If there is no such release.
        Conflict: If it isn't public yet, or has ended already.
    """
    head = await _release(tx, body, release)
    if at < head.publish_at:
        raise Conflict("The release is not public yet. Cancel it instead.")
    await _end(tx, head, WITHDRAWN, reason=reason, at=at)
    for table, kept in (
        (FrozenDocument, ("kind", "key", "media_type")),
        (FrozenRow, ("subject", "item", "period")),
    ):
        named = ("body", "release", "publish_at", "number", *kept)
        columns = [getattr(table, name) for name in named]
        parts = select(*columns, literal(value=True)).where(
            table.body == body, table.release == release, ~table.withdrawn
        )
        if table is FrozenDocument:
            parts = parts.where(FrozenDocument.quotes.is_(None))
        marks = insert(table).from_select([*named, "withdrawn"], parts)
        await tx.execute(marks.returning(table.release))


async def _release(tx: Transaction, body: str, release: UUID) -> PublishedRelease:
    found = await tx.first(
        select(PublishedRelease).where(
            PublishedRelease.body == body, PublishedRelease.id == release
        )
    )
    if found is None:
        raise NotFound
    return found


async def _end(
    tx: Transaction, head: PublishedRelease, how: str, *, reason: str | None, at: datetime
) -> None:
    ended = select(ReleaseEnding.how).where(
        ReleaseEnding.body == head.body, ReleaseEnding.release == head.id
    )
    if already := await tx.first(ended):
        raise Conflict(f"The release is {already} already.")
    if how == CANCELLED:
        mark = sha256(head.id.bytes).digest()
        await tx.execute(
            insert(CancellationMark).values(body=head.body, mark=mark, publish_at=head.publish_at)
        )
    await tx.execute(
        insert(ReleaseEnding).values(
            body=head.body,
            release=head.id,
            publish_at=head.publish_at,
            number=head.number,
            how=how,
            reason=reason,
            recorded_at=at,
        )
    )


@contextmanager
def _refused_by_the_hour(late: Conflict) -> Iterator[None]:
    """Answer *late* if the database's policy found the hour come in the middle of the work."""
    try:
        yield
    except Exception as error:
        if sqlstate_of(error) == _REFUSED_BY_POLICY:
            raise late from error
        raise
