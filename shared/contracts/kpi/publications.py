"""Publications: releases once they are public, as anyone may read and check them."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from shared.contracts import publications
from shared.contracts.models import Answer
from shared.contracts.values import BodyCode, PeriodText


class _OfKind(Answer):
    """What it is of."""

    subject: str = Field(alias="kind", description="Of what: a period's scorecards.")


class Publication(_OfKind, publications.Publication):
    """A release that is public, or was before it was withdrawn."""


class PublishedDocument(publications.PublishedPart):
    """A document of a publication: its name, and the hash of its bytes."""

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


class PublicationContents(_OfKind, publications.PublicationContents):
    """A publication and what it holds: nothing, once it is withdrawn."""

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


class PublicationVerification(publications.Verification):
    """Whether a publication still holds the bytes that it was published with."""

    rows: int
    findings: list[PublicationFinding]
