"""What anyone can ask of publications: which there are, what they hold, if it holds still.

Everything here goes through the public role, so that no question can reach what isn't public.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, TypeVar

from shared.calendar.periods import Period
from shared.contracts.publications import Publication, PublicationContents, Verification
from shared.publication.checking import check_public, public_contents
from shared.publication.reading import (
    Tombstone,
    documents_of_kind,
    published_document,
    published_release,
    published_releases,
)
from shared.publication.standing import NOTHING, standing
from shared.refusals import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from shared.publication.checking import Contents
    from shared.publication.reading import Published, ReleaseShown
    from shared.storage.public import Public

Shown = TypeVar("Shown", bound=Publication)
Whole = TypeVar("Whole", bound=PublicationContents)
Verified = TypeVar("Verified", bound=Verification)

TEXT: Final = "text"
"""The kind of document that holds a release's title and text."""


class Beside(Protocol):
    """What a service tells of a publication beside what every one does."""

    async def __call__(
        self,
        public: Public,
        shown: ReleaseShown,
        text: Mapping[str, Any] | None,
        contents: Contents,
    ) -> Mapping[str, Any]:
        """Return more fields of what it holds; *text* is None once it is withdrawn."""


@dataclass(frozen=True, slots=True)
class Teller(Generic[Shown, Whole, Verified]):
    """How a service tells of what it has published.

    Attributes:
        publication, contents, verification: The models in which it does; what one has no field for
            is not told in it.
        kind: How the kind of its releases begins; the rest names their subject.
        beside: What it tells besides, if anything.
    """

    publication: type[Shown]
    contents: type[Whole]
    verification: type[Verified]
    kind: str = ""
    beside: Beside | None = None

    async def list_publications(
        self,
        public: Public,
        body: str,
        until: datetime | None,
        *,
        limit: int,
        after: tuple[datetime, UUID] | None,
    ) -> list[Shown]:
        """Return what a body has published, newest first; nothing, if there is no such body."""
        found = await published_releases(public, body, limit=limit, after=after, known_at=until)
        texts = await said(public, body, [shown.id for shown in found], TEXT)
        return [
            self.publication.model_validate(self._told(shown, texts.get(shown.id)))
            for shown in found
        ]

    async def read_publication(self, public: Public, body: str, publication: UUID) -> Whole:
        """Return one publication, and the hash of each part of it.

        Raises:
            NotFound: If there is none, or none yet.
        """
        shown = await _shown(public, body, publication)
        text = (await said(public, body, [shown.id], TEXT)).get(shown.id)
        contents = await public_contents(public, shown)
        documents = [
            {
                "kind": kind,
                "key": key,
                "media_type": contents.media_types[kind, key],
                "sha256": entry.sha256,
                "left_out": entry.is_left_out,
            }
            for entry in contents.manifest.documents
            for kind, key in [entry.address]
        ]
        told = {
            **self._told(shown, text),
            "text": (text or {}).get("text"),
            "corrects_because": (text or {}).get("reason"),
            "documents": documents,
        }
        if self.beside is not None:
            told |= await self.beside(public, shown, text, contents)
        return self.contents.model_validate(told)

    async def verify_publication(self, public: Public, body: str, publication: UUID) -> Verified:
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
        return self.verification.model_validate(
            {
                "id": shown.id,
                "body": shown.body,
                "holds": not findings,
                "manifest_hash": shown.manifest_hash,
                "recomputed_hash": contents.manifest.hash,
                "documents": len(contents.manifest.documents),
                "rows": len(contents.manifest.rows),
                "findings": [
                    {"code": found.code, "address": list(found.address)} for found in findings
                ],
            }
        )

    def _told(self, shown: ReleaseShown, text: Mapping[str, Any] | None) -> dict[str, Any]:
        period = Period.parse(shown.period)
        return {
            "id": shown.id,
            "body": shown.body,
            "subject": shown.kind.removeprefix(self.kind),
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


async def read_part(public: Public, body: str, publication: UUID, kind: str, key: str) -> Published:
    """Return a document of one publication.

    Raises:
        NotFound: If there is none, or none yet.
        Withdrawn: If it was taken back.
    """
    return standing(await published_document(public, body, kind, key, release=publication))


async def said(
    public: Public, body: str, publications: Sequence[UUID], kind: str
) -> Mapping[UUID, Mapping[str, Any]]:
    """Return what the one document that each publication has of a kind says."""
    found = await documents_of_kind(public, body, publications, kind)
    return {publication: json.loads(content) for publication, content in found.items()}


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
