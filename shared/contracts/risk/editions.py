"""Editions: a register of a quarter, proposed, approved, and published at its hour."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import Field

from shared.contracts.answers import AllowedAction
from shared.contracts.models import Answer, Sent
from shared.contracts.risk.vocabulary import RegisterCode
from shared.contracts.values import BodyCode, Instant, Line, Paragraph, PeriodText


class EditionSent(Sent):
    """A proposal to publish a register, as it was known at an instant."""

    register_code: RegisterCode
    period: PeriodText = Field(examples=["2019-20-Q3"])
    title: Line = Field(examples=["Operational risks, October to December 2019"])
    text: Paragraph | None = None
    known_at: Instant | None = Field(
        default=None, description="As of when the register is to be shown; now, if left out."
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
    """An edition of a register, in short."""

    id: UUID
    body: BodyCode
    register_code: RegisterCode
    period: PeriodText
    number: int = Field(description="The first, second and so on of this register and quarter.")
    state: str = Field(
        description="`proposed`, `approved`, `scheduled`, `published`, `superseded`, `cancelled` "
        "or `withdrawn`."
    )
    title: str
    text: str | None
    known_at: Instant = Field(description="As of when the register is shown.")
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
        description="Whether it would say the same now. What became Part 2 since is one reason why "
        "not; then its approval holds no more, and one that is scheduled is to be cancelled."
    )
    proposed_by: str = Field(description="The client's id.")
    proposed_by_holder: str
    acts: list[EditionAct] = Field(description="Oldest first.")
    manifest_hash: str | None = Field(description="Of what was frozen; null before that.")
    allowed_actions: list[AllowedAction]


class EditionText(Answer):
    """What an edition says of itself, as it is published."""

    edition: UUID
    body: BodyCode
    register_code: RegisterCode
    period: PeriodText
    number: int
    title: str
    text: str | None
    supersedes: UUID | None
    reason: str | None


class RegisterPublication(Answer):
    """An edition that is public, or was before it was withdrawn."""

    id: UUID
    body: BodyCode
    register_code: RegisterCode
    period: PeriodText
    period_start: date
    period_end: date
    number: int
    title: str | None = Field(description="Null once it is withdrawn.")
    publish_at: Instant
    supersedes: UUID | None = Field(description="The edition that it corrects.")
    superseded_by: UUID | None = Field(description="The newest one that corrects it.")
    withdrawn_at: Instant | None
    reason: str | None = Field(description="Why it was withdrawn.")
    manifest_hash: str = Field(
        description="The SHA-256 over its own name and hour and the hashes of all that it holds."
    )


class PublishedPart(Answer):
    """A document of an edition: its name, and the hash of its bytes."""

    kind: str = Field(description="`register`, `heatmap`, `heatmap-svg`, `heatmap-png` or `text`.")
    key: str
    media_type: str
    sha256: str


class RegisterPublicationContents(RegisterPublication):
    """A public edition and what it holds: nothing, once it is withdrawn."""

    text: str | None
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


class RegisterVerification(Answer):
    """Whether an edition still holds the bytes that it was published with."""

    id: UUID
    body: BodyCode
    holds: bool
    manifest_hash: str = Field(description="As it was published.")
    recomputed_hash: str = Field(description="As it is worked out now.")
    documents: int
    findings: list[EditionFinding]
