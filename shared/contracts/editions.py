"""Editions: what a service publishes by quarter; proposed, approved, and public from its hour on.

A service's own contracts say by which name `subject` is told, `register_code`, say, and give it the
values that it may have.
"""

from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field

from shared.contracts import publications
from shared.contracts.answers import AllowedAction
from shared.contracts.models import Answer, Sent
from shared.contracts.publications import TOLD_BY_ITS_NAME, PublishedPart
from shared.contracts.values import BodyCode, Instant, Line, Paragraph, PeriodText


class EditionSent(Sent):
    """A proposal to publish something, as it was known at an instant."""

    subject: str
    period: PeriodText = Field(examples=["2019-20-Q3"])
    title: Line
    text: Paragraph | None = None
    known_at: Instant | None = Field(
        default=None, description="As of when it is to be shown; now, if left out."
    )
    reason: Paragraph | None = Field(
        default=None, description="Why; required where one of this quarter was published already."
    )


class EditionHour(Sent):
    """When an edition is published."""

    publish_at: Instant


class EditionReason(Sent):
    """Why an edition is cancelled or withdrawn; the reason of a withdrawal is public."""

    reason: Paragraph


class EditionSummary(Answer):
    """An edition in short."""

    model_config = TOLD_BY_ITS_NAME

    id: UUID
    body: BodyCode
    subject: str
    period: PeriodText
    number: int = Field(description="The first, second and so on of its quarter.")
    state: str = Field(
        description="`proposed`, `approved`, `scheduled`, `published`, `superseded`, `cancelled` "
        "or `withdrawn`."
    )
    title: str
    text: str | None
    known_at: Instant = Field(description="As of when it is shown.")
    content_hash: str = Field(
        description="SHA-256 over all that it would publish. An approval is bound to it."
    )
    recorded_at: Instant
    publish_at: Instant | None
    supersedes: UUID | None = Field(description="The edition that it corrects.")
    reason: str | None = Field(description="Why it corrects it.")


class EditionAct(Answer):
    """What was done to an edition after it was proposed."""

    act: str = Field(description="`approved`, `scheduled`, `cancelled` or `withdrawn`.")
    recorded_at: Instant
    client: str
    holder: str
    publish_at: Instant | None
    reason: str | None


class Edition(EditionSummary):
    """An edition, what was done to it, and what may be done with it."""

    is_current: bool = Field(
        description="Whether it would say the same now. What may not be public any more is one "
        "reason why not; then its approval holds no more."
    )
    proposed_by: str = Field(description="The client's id.")
    proposed_by_holder: str
    acts: list[EditionAct] = Field(description="Oldest first.")
    manifest_hash: str | None = Field(description="Of what was frozen; null before that.")
    allowed_actions: list[AllowedAction]


class EditionText(Answer):
    """What an edition says of itself, as it is published."""

    model_config = TOLD_BY_ITS_NAME

    edition: UUID
    body: BodyCode
    subject: str
    period: PeriodText
    number: int
    title: str
    text: str | None
    supersedes: UUID | None
    reason: str | None


class PublishedEdition(publications.PublicationContents):
    """A public edition and what it holds: nothing, once it is withdrawn."""

    corrects_because: str | None = Field(description="Why it corrects an earlier edition.")
    documents: list[PublishedPart]


class EditionFault(StrEnum):
    """What is not as it was published."""

    MANIFEST_CHANGED = "manifest_changed"
    CONTENT_CHANGED = "content_changed"


class EditionFinding(Answer):
    """One thing of an edition that is not as it was published."""

    code: EditionFault
    address: list[str] = Field(description="A document's kind and key; empty for the whole.")


class EditionDoubt(StrEnum):
    """What of an edition is not as it was published, or not as its subject says."""

    MANIFEST_CHANGED = "manifest_changed"
    CONTENT_CHANGED = "content_changed"
    RECOMPUTED_DIFFERS = "recomputed_differs"
    NOT_RECOMPUTED = "not_recomputed"
    NOT_FROZEN = "not_frozen"
    UNREADABLE = "unreadable"
    NOT_IN_AUDIT = "not_in_audit"
    AUDIT_DIFFERS = "audit_differs"


class EditionDifference(Answer):
    """A place where what is frozen and what is recomputed differ."""

    pointer: str = Field(description="A JSON pointer (RFC 6901); empty for the whole.")
    frozen: Any = Field(description="Null if nothing stands there, or the values are not told.")
    recomputed: Any = Field(description="Likewise.")


class EditionDiscrepancy(Answer):
    """One thing of an edition that is not as it was published, or not as its subject says."""

    code: EditionDoubt
    address: list[str] = Field(description="A document's kind and key; empty for the whole.")
    differences: list[EditionDifference] = Field(
        description="Each place; of a picture none, as it differs as a whole."
    )
    values_told: bool = Field(
        description="Whether both values are told. Not of a document in which something became "
        "Part 2 since, nor of an edition that was cancelled or withdrawn."
    )


class EditionProof(Answer):
    """Whether what is frozen is what was published, and what its subject still says."""

    edition: UUID
    holds: bool
    frozen_at: Instant
    known_at: Instant = Field(description="As of when its subject was composed again.")
    manifest_hash: str = Field(description="Worked out anew from what is stored.")
    recorded_hash: str | None = Field(description="As the audit chain has it.")
    recomputed: list[str] = Field(
        description="The kinds of documents that were composed anew from the versions and compared "
        "byte for byte, or field by field as `note` says; none, if what stands cannot be read. "
        "What no document shows is not compared."
    )
    composed_by: int = Field(
        description="The version of the composition that made it: what of an edition is said, and "
        "how, changes between them."
    )
    note: str | None = Field(
        description="How it was compared, if another version made it: field by field of that one."
    )
    findings: list[EditionDiscrepancy]


class EditionVerification(publications.Verification):
    """Whether an edition still holds the bytes that it was published with."""

    findings: list[EditionFinding]
