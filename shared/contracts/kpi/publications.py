"""Publications: releases once they are public, as anyone may read and check them."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from shared.contracts.models import Answer
from shared.contracts.values import BodyCode, Instant, PeriodText


class Publication(Answer):
    """A release that is public, or was before it was withdrawn."""

    id: UUID
    body: BodyCode = Field(description="Who published it.")
    kind: str = Field(description="Of what: a period's scorecards.")
    period: PeriodText
    period_start: date
    period_end: date
    number: int = Field(description="The first, second and so on of this body and period.")
    title: str | None = Field(description="Null once it is withdrawn.")
    publish_at: Instant
    supersedes: UUID | None = Field(description="The publication that it corrects.")
    superseded_by: UUID | None = Field(description="The newest publication that corrects it.")
    withdrawn_at: Instant | None
    reason: str | None = Field(description="Why it was withdrawn.")
    manifest_hash: str = Field(
        description="The SHA-256 over the release's own name and hour and the hashes of all that "
        "it holds."
    )


class PublishedDocument(Answer):
    """A document of a publication: its name, and the hash of its bytes."""

    kind: str
    key: str
    media_type: str
    sha256: str
    left_out: bool = Field(
        description="Whether this is only the mark, empty, that it is published no more: what it "
        "corrects had such a document."
    )


class PublishedRowHash(Answer):
    """A frozen row of a publication, and the hash of its canonical JSON."""

    subject: BodyCode = Field(description="Whom it speaks of.")
    indicator: str
    period: PeriodText
    sha256: str
    left_out: bool = Field(description="As of a document.")


class PublicationContents(Publication):
    """A publication and what it holds: nothing, once it is withdrawn."""

    text: str | None
    changes: dict[str, Any] | None = Field(
        description="What a correction changed, and why: the document of the kind `changes`. "
        "Once the publication that it corrects is withdrawn, only that (`withdrawn`), and why."
    )
    documents: list[PublishedDocument]
    rows: list[PublishedRowHash]


class PublicationFault(StrEnum):
    """What is not as it was published."""

    MANIFEST_CHANGED = "manifest_changed"
    CONTENT_CHANGED = "content_changed"


class PublicationFinding(Answer):
    """One thing of a publication that is not as it was published."""

    code: PublicationFault
    address: list[str] = Field(
        description="A document's kind and key, or a row's subject, indicator and period; empty "
        "for the publication itself."
    )


class PublicationVerification(Answer):
    """Whether a publication still holds the bytes that it was published with."""

    id: UUID
    body: BodyCode
    holds: bool
    manifest_hash: str = Field(description="As it was published.")
    recomputed_hash: str = Field(description="As it is worked out now.")
    documents: int
    rows: int
    findings: list[PublicationFinding]
