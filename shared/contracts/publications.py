"""What is public, as anyone may read and check it, whichever service published it.

A service's own contracts say by which name `subject` is told: `register_code`, say.
"""

from datetime import date
from typing import Final
from uuid import UUID

from pydantic import ConfigDict, Field

from shared.contracts.models import Answer
from shared.contracts.values import BodyCode, Instant, PeriodText

TOLD_BY_ITS_NAME: Final = ConfigDict(
    validate_by_name=True, validate_by_alias=True, serialize_by_alias=True
)
"""For an answer whose `subject` is told by another name in each service."""


class Publication(Answer):
    """A release that is public, or was before it was withdrawn."""

    model_config = TOLD_BY_ITS_NAME

    id: UUID
    body: BodyCode = Field(description="Who published it.")
    subject: str
    period: PeriodText
    period_start: date
    period_end: date
    number: int = Field(description="The first, second and so on of its period.")
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


class PublishedPart(Answer):
    """A document of a publication: its name, and the hash of its bytes."""

    kind: str = Field(description="As in its address.")
    key: str = Field(description="The last two parts of its address.")
    media_type: str
    sha256: str


class PublicationContents(Publication):
    """A publication and what it holds: nothing, once it is withdrawn."""

    text: str | None


class Verification(Answer):
    """Whether a publication still holds the bytes that it was published with."""

    id: UUID
    body: BodyCode
    holds: bool
    manifest_hash: str = Field(description="As it was published.")
    recomputed_hash: str = Field(description="As it is worked out now.")
    documents: int
