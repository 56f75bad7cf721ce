"""The audit of the whole suite, composed of what each service tells."""

from enum import StrEnum

from pydantic import Field

from shared.contracts.audit import AuditEntry, ChainVerification
from shared.contracts.models import Answer
from shared.contracts.values import BodyCode, Instant


class SectionStatus(StrEnum):
    """Whether a service answered."""

    OK = "ok"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"


class Section(Answer):
    """One service's part of a composed answer."""

    service: str = Field(examples=["kpi"])
    status: SectionStatus
    as_of: Instant | None = Field(
        description="If the service did not answer: when it last did, null if it has not since the "
        "gateway started. Null too if it answered, which is now."
    )
    reason: str | None = Field(description="Why it did not answer; null if it did.")
    next: str | None = Field(
        description="Where this section goes on; null at its end, or if there is no answer."
    )


class AuditSection(Section):
    """What one service has on record about a body."""

    entries: list[AuditEntry] | None = Field(
        description="Newest first; null if the service did not answer."
    )


class Audit(Answer):
    """What was done to a body, service by service."""

    body: BodyCode
    sections: list[AuditSection]


class VerifiedStatus(StrEnum):
    """What verifying every chain of a body came to."""

    INTACT = "intact"
    INCOMPLETE = "incomplete"
    BROKEN = "broken"


class VerifiedSection(Section):
    """How far one service's chain of a body is what it was."""

    verification: ChainVerification | None


class AuditVerification(Answer):
    """Whether what was done to a body is still on record as it was written, service by service.

    `intact` only if each service answered and verified its whole chain; `broken` if one found a
    break; else `incomplete`: go on with each section's `next`.
    """

    body: BodyCode
    status: VerifiedStatus
    sections: list[VerifiedSection]
