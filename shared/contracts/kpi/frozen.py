"""What is frozen of a release, what it changes, and whether it is still what was published."""

from typing import Any
from uuid import UUID

from pydantic import Field

from shared.contracts.models import Answer
from shared.contracts.values import BodyCode, IndicatorCode, Instant, PeriodText


class ReleaseText(Answer):
    """The text of a release, frozen as its document of the kind `text`."""

    release: UUID
    body: BodyCode
    body_name: str
    period: PeriodText
    number: int
    title: str
    text: str | None
    supersedes: UUID | None
    reason: str | None


class FieldChange(Answer):
    """A field that says something else."""

    field: str
    before: Any
    after: Any


class RowChange(Answer):
    """A row that says something else, is new, or is gone."""

    subject: BodyCode
    indicator: IndicatorCode
    period: PeriodText
    change: str = Field(description="`added`, `removed` or `changed`.")
    rag_changed: bool
    fields: list[FieldChange]


class DocumentChange(Answer):
    """A document that says something else, is new, or is gone."""

    kind: str
    key: str
    change: str = Field(description="`added`, `removed` or `changed`.")


class ReleaseChanges(Answer):
    """What a release changes against the one that it corrects, frozen as the kind `changes`."""

    release: UUID
    body: BodyCode
    period: PeriodText
    supersedes: UUID | None = Field(description="Null if it corrects none: nothing is changed.")
    reason: str | None
    withdrawn: bool = Field(
        description="Whether the release that it is held against was withdrawn. What that said is "
        "told no more, so the lists are empty."
    )
    rag_changed: bool | None = Field(description="Null if the other was withdrawn.")
    documents: list[DocumentChange]
    rows: list[RowChange]
    text: list[FieldChange] = Field(description="Title and text.")


class VerifiedDifference(Answer):
    """A place where what is frozen and what the versions say differ."""

    pointer: str
    frozen: Any
    recomputed: Any


class VerifiedFinding(Answer):
    """Something that is not as it was published."""

    code: str = Field(
        description="`manifest_changed`, `content_changed`, `recomputed_differs`, "
        "`not_recomputed`, `not_frozen`; `source_changed`, of a table that it came from, or "
        "`unreadable`; of the audit: `not_in_audit`, `audit_differs`."
    )
    address: list[str] = Field(
        description="Kind and key of a document; subject, indicator and period of a row."
    )
    differences: list[VerifiedDifference]


class ReleaseVerification(Answer):
    """Whether what is frozen is what was published, and what the versions still say."""

    release: UUID
    holds: bool
    frozen_at: Instant
    manifest_hash: str = Field(description="Worked out anew from what is stored.")
    recorded_hash: str | None = Field(description="As the audit chain has it.")
    composed_by: int = Field(
        description="The version of the composition that made it: what of a release is said, and "
        "how, changes between them."
    )
    note: str | None = Field(
        description="How it was compared, if another version made it: field by field of that one."
    )
    findings: list[VerifiedFinding]
