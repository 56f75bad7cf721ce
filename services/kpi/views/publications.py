"""What can be asked of publications: which there are, what they hold, and whether it still holds.

Everything here goes through the public role, so that no question can reach what isn't public.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from services.kpi.releases.changing import changes_untold
from shared.calendar.periods import Period
from shared.contracts.kpi.publications import (
    Publication,
    PublicationContents,
    PublicationFault,
    PublicationFinding,
    PublicationVerification,
    PublishedDocument,
    PublishedRowHash,
)
from shared.publication import (
    NOTHING,
    Tombstone,
    check_public,
    documents_of_kind,
    public_contents,
    published_document,
    published_release,
    published_releases,
    standing,
)
from shared.refusals import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from shared.publication import Contents, Published, ReleaseShown
    from shared.storage.public import Public
    from shared.web.asking import AsKnown

TEXT: Final = "text"
"""The kind of document that holds a release's title and text."""

CHANGES: Final = "changes"
"""The kind of document that says what a correction changed, and why."""


async def list_publications(
    public: Public,
    body: str,
    as_known: AsKnown,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None,
) -> list[Publication]:
    """Return what a body has published, newest first; nothing, if there is no such body."""
    until = await as_known.published_by(public)
    found = await published_releases(public, body, limit=limit, after=after, known_at=until)
    texts = await _said(public, body, [shown.id for shown in found], TEXT)
    return [Publication(**_told(shown, texts.get(shown.id))) for shown in found]


async def read_publication(public: Public, body: str, publication: UUID) -> PublicationContents:
    """Return one publication, and the hash of each part of it.

    Raises:
        NotFound: If there is none, or none yet.
    """
    shown = await _shown(public, body, publication)
    text = (await _said(public, body, [shown.id], TEXT)).get(shown.id)
    changes = (await _said(public, body, [shown.id], CHANGES)).get(shown.id)
    if changes is None and text is not None:
        changes = await _untold(public, shown, text)
    contents = await public_contents(public, shown)
    return PublicationContents(
        **_told(shown, text),
        text=None if text is None else text.get("text"),
        changes=None if changes is None else dict(changes),
        documents=_documents(contents),
        rows=[
            PublishedRowHash(
                subject=subject,
                indicator=item,
                period=period,
                sha256=entry.sha256,
                left_out=entry.is_left_out,
            )
            for entry in contents.manifest.rows
            for subject, item, period in [entry.address]
        ],
    )


async def published_part(
    public: Public, body: str, publication: UUID, kind: str, key: str
) -> Published:
    """Return a document of one publication.

    Raises:
        NotFound: If there is none, or none yet.
        Withdrawn: If it was taken back.
    """
    return standing(await published_document(public, body, kind, key, release=publication))


async def verify_publication(
    public: Public, body: str, publication: UUID
) -> PublicationVerification:
    """Hash all that a publication holds anew, and say what is not as it was published.

    Raises:
        NotFound: If there is none, or none yet.
        Withdrawn: If it was taken back, so that nothing of it can be looked at.
    """
    shown = await _standing(public, body, publication)
    contents = await public_contents(public, shown)
    findings = await check_public(public, shown, contents)
    if findings:
        await _standing(public, body, publication)  # withdrawn meanwhile, it would look emptied
    return PublicationVerification(
        id=shown.id,
        body=shown.body,
        holds=not findings,
        manifest_hash=shown.manifest_hash,
        recomputed_hash=contents.manifest.hash,
        documents=len(contents.manifest.documents),
        rows=len(contents.manifest.rows),
        findings=[
            PublicationFinding(code=PublicationFault(found.code), address=list(found.address))
            for found in findings
        ],
    )


async def _shown(public: Public, body: str, publication: UUID) -> ReleaseShown:
    shown = await published_release(public, body, publication)
    if shown is None:
        raise NotFound(NOTHING)
    return shown


async def _standing(public: Public, body: str, publication: UUID) -> ReleaseShown:
    shown = await _shown(public, body, publication)
    if shown.withdrawn_at is not None:
        standing(
            Tombstone(
                shown.id, shown.number, shown.publish_at, shown.withdrawn_at, shown.reason or ""
            )
        )
    return shown


async def _untold(
    public: Public, shown: ReleaseShown, text: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return what is told of a correction's changes once what it corrects is withdrawn."""
    if shown.supersedes is None:
        return None
    before = await published_release(public, shown.body, shown.supersedes)
    if before is None or before.withdrawn_at is None:
        return None
    return changes_untold(
        release=shown.id,
        body=shown.body,
        period=shown.period,
        supersedes=before.id,
        reason=text.get("reason"),
    ).model_dump(mode="json")


async def _said(
    public: Public, body: str, publications: Sequence[UUID], kind: str
) -> Mapping[UUID, Mapping[str, Any]]:
    found = await documents_of_kind(public, body, publications, kind)
    return {publication: json.loads(content) for publication, content in found.items()}


def _told(shown: ReleaseShown, text: Mapping[str, Any] | None) -> dict[str, Any]:
    period = Period.parse(shown.period)
    return {
        "id": shown.id,
        "body": shown.body,
        "kind": shown.kind,
        "period": shown.period,
        "period_start": period.start,
        "period_end": period.end,
        "number": shown.number,
        "title": None if text is None else text.get("title"),
        "publish_at": shown.publish_at,
        "supersedes": shown.supersedes,
        "superseded_by": shown.superseded_by,
        "withdrawn_at": shown.withdrawn_at,
        "reason": shown.reason,
        "manifest_hash": shown.manifest_hash,
    }


def _documents(contents: Contents) -> list[PublishedDocument]:
    return [
        PublishedDocument(
            kind=kind,
            key=key,
            media_type=contents.media_types[kind, key],
            sha256=entry.sha256,
            left_out=entry.is_left_out,
        )
        for entry in contents.manifest.documents
        for kind, key in [entry.address]
    ]
