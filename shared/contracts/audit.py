"""The audit, as every service tells it: who did what to a body, and whether that is still so."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from shared.contracts.models import Answer
from shared.contracts.values import BodyCode, Instant

PLACE_PATTERN = r"^(0|[1-9][0-9]{0,8})-[0-9a-f]{64}$"
PlaceText = Annotated[
    str,
    Field(
        pattern=PLACE_PATTERN,
        description="A place in a chain: an entry's sequence and its hash. Before the first entry: "
        "0 and 64 zeros.",
    ),
]
"""A place in a chain, as `12-9f86d0…`."""


class AuditEntry(Answer):
    """One act on a body, bound to the one before it.

    `hash` is the SHA-256 over all other fields as canonical JSON: keys sorted, no spaces, UTF-8.
    """

    body: BodyCode
    sequence: int = Field(description="Its place in the body's chain, from 1, without gaps.")
    recorded_at: Instant
    act: str = Field(description="What was done.", examples=["submission.received"])
    subject: str = Field(
        description="What it was done to, as an address within the body.",
        examples=["targets/2019-20/council-tax-in-year"],
    )
    client: str = Field(description="The id of the client that did it.")
    holder: str = Field(description="The role that held the client's keys then.")
    content_hash: str = Field(
        description="The SHA-256 of what was decided; never the content. Where not everyone who "
        "reads the audit may read that, a random salt that is never told was hashed before it."
    )
    details: dict[str, Any] = Field(description="Plain facts about the act; never a figure.")
    previous_hash: str = Field(description="The `hash` before it; of the first, 64 zeros.")
    hash: str


class ChainStatus(StrEnum):
    """What verifying a chain came to."""

    INTACT = "intact"
    INTACT_SO_FAR = "intact_so_far"
    BROKEN = "broken"


class BreakCode(StrEnum):
    """How a chain is broken."""

    CHANGED = "changed"
    MISSING = "missing"
    UNLINKED = "unlinked"
    CUT = "cut"
    HEAD_LOST = "head_lost"
    HEAD_MOVED = "head_moved"
    NOT_AS_SEEN = "not_as_seen"


class ChainBreak(Answer):
    """The first place at which a chain is not what it was when it was written."""

    sequence: int
    code: BreakCode
    detail: str


class ChainVerification(Answer):
    """How far a body's chain is what it was when it was written.

    `intact` reaches the chain's end. `intact_so_far` does not: go on with `after=<reached>`.
    """

    body: BodyCode
    status: ChainStatus
    after: PlaceText
    reached: PlaceText
    checked: int = Field(description="How many entries were hashed anew.")
    head: PlaceText | None = Field(
        description="Where the chain says that it ends; null if nothing was ever written."
    )
    first_break: ChainBreak | None
