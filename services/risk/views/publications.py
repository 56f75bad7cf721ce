"""What can be asked of public editions: which there are, what they hold, if it holds still.

Everything here goes through the public role, so that no question can reach what isn't public.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from services.risk.views.published import KIND, TEXT
from shared.calendar.periods import Period
from shared.contracts.risk.editions import (
    EditionFault,
    EditionFinding,
    PublishedPart,
    RegisterPublication,
    RegisterPublicationContents,
    RegisterVerification,
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

    from shared.publication import Published, ReleaseShown
    from shared.storage.public import Public
    from shared.web.asking import AsKnown


async def list_publications(
    public: Public,
    body: str,
    as_known: AsKnown,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None,
) -> list[RegisterPublication]:
    """Return what a body has published, newest first; nothing, if there is no such body."""
    until = await as_known.published_by(public)
    found = await published_releases(public, body, limit=limit, after=after, known_at=until)
    texts = await _texts(public, body, [shown.id for shown in found])
    return [RegisterPublication(**_told(shown, texts.get(shown.id))) for shown in found]


async def read_publication(public: Public, body: str, edition: UUID) -> RegisterPublicationContents:
    """Return one public edition, and the hash of each part of it.

    Raises:
        NotFound: If there is none, or none yet.
    """
    shown = await _shown(public, body, edition)
    text = (await _texts(public, body, [shown.id])).get(shown.id, {})
    contents = await public_contents(public, shown)
    return RegisterPublicationContents(
        **_told(shown, text),
        text=text.get("text"),
        corrects_because=text.get("reason"),
        documents=[
            PublishedPart(
                kind=kind, key=key, media_type=contents.media_types[kind, key], sha256=entry.sha256
            )
            for entry in contents.manifest.documents
            for kind, key in [entry.address]
        ],
    )


async def read_part(public: Public, body: str, edition: UUID, kind: str, key: str) -> Published:
    """Return a document of one public edition.

    Raises:
        NotFound: If there is none, or none yet.
        Withdrawn: If it was taken back.
    """
    return standing(await published_document(public, body, kind, key, release=edition))


async def verify_publication(public: Public, body: str, edition: UUID) -> RegisterVerification:
    """Hash all that an edition holds anew, and say what is not as it was published.

    Raises:
        NotFound: If there is none, or none yet.
        Withdrawn: If it was taken back, so that nothing of it can be looked at.
    """
    shown = await _standing(public, body, edition)
    contents = await public_contents(public, shown)
    findings = await check_public(public, shown, contents)
    if findings:
        await _standing(public, body, edition)  # withdrawn meanwhile, it would look emptied
    return RegisterVerification(
        id=shown.id,
        body=shown.body,
        holds=not findings,
        manifest_hash=shown.manifest_hash,
        recomputed_hash=contents.manifest.hash,
        documents=len(contents.manifest.documents),
        findings=[
            EditionFinding(code=EditionFault(found.code), address=list(found.address))
            for found in findings
        ],
    )


async def _shown(public: Public, body: str, edition: UUID) -> ReleaseShown:
    shown = await published_release(public, body, edition)
    if shown is None:
        raise NotFound(NOTHING)
    return shown


async def _standing(public: Public, body: str, edition: UUID) -> ReleaseShown:
    shown = await _shown(public, body, edition)
    if shown.withdrawn_at is not None:
        standing(
            Tombstone(
                shown.id, shown.number, shown.publish_at, shown.withdrawn_at, shown.reason or ""
            )
        )
    return shown


async def _texts(
    public: Public, body: str, editions: Sequence[UUID]
) -> Mapping[UUID, Mapping[str, Any]]:
    found = await documents_of_kind(public, body, editions, TEXT)
    return {edition: json.loads(content) for edition, content in found.items()}


def _told(shown: ReleaseShown, text: Mapping[str, Any] | None) -> dict[str, Any]:
    period = Period.parse(shown.period)
    return {
        "id": shown.id,
        "body": shown.body,
        "register_code": shown.kind.removeprefix(KIND),
        "period": shown.period,
        "period_start": period.start,
        "period_end": period.end,
        "number": shown.number,
        "title": (text or {}).get("title"),
        "publish_at": shown.publish_at,
        "supersedes": shown.supersedes,
        "superseded_by": shown.superseded_by,
        "withdrawn_at": shown.withdrawn_at,
        "reason": shown.reason,
        "manifest_hash": shown.manifest_hash,
    }
