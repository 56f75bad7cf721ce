"""Clients and their keys, as an operator manages them."""

from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from shared.contracts.answers import AllowedAction
from shared.contracts.models import Answer, Sent
from shared.contracts.values import BodyCode, Instant, Line, StrictInt

LONGEST_OVERLAP_HOURS = 720

_SCOPE: Final = r"^[a-z]{1,20}:[a-z]{1,20}$"


def _as_one_map(schema: dict[str, Any]) -> None:
    """Say that every entry is alike; by pattern, the schema would let others be anything."""
    schema["additionalProperties"] = schema.pop("patternProperties")[_SCOPE]
    schema["propertyNames"] = {"pattern": _SCOPE}


Grants = Annotated[
    dict[
        Annotated[str, Field(pattern=_SCOPE)],
        Annotated[list[BodyCode], Field(min_length=1, max_length=500)],
    ],
    Field(
        description="The bodies on which each scope is granted, by scope.",
        examples=[{"kpi:read": ["E07000132"], "kpi:submit": ["E07000132"]}],
        json_schema_extra=_as_one_map,
    ),
]


class ClientDefinition(Sent):
    """A client: a system or a person's tool that calls the API."""

    name: Line = Field(examples=["Hinckley revenues ledger"])
    holder: Line = Field(
        description="The role that holds its keys. Four eyes compare roles beside clients.",
        examples=["revenues officer"],
    )
    grants: Grants


class ApiClient(Answer):
    """A client as it stands."""

    id: UUID
    name: str
    holder: str
    grants: Grants
    created_at: Instant
    recorded_at: Instant = Field(description="When it was made or last changed.")


class KeyDefinition(Sent):
    """A key to be made."""

    label: Line | None = Field(default=None, examples=["nightly job"])
    expires_at: Instant | None = Field(
        default=None, description="When it ends by itself; null if only revocation ends it."
    )


class KeyRotation(Sent):
    """How a key is replaced."""

    overlap_hours: StrictInt = Field(
        default=24,
        ge=0,
        le=LONGEST_OVERLAP_HOURS,
        description="How long the old key still opens the door, so that callers can change over.",
    )
    expires_at: Instant | None = Field(
        default=None, description="When the new key ends by itself; null if only revocation does."
    )


class KeyState(StrEnum):
    """Where a key stands in its life."""

    ACTIVE = "active"
    RETIRING = "retiring"
    ENDED = "ended"


class KeyContent(Answer):
    """What is decided about a key; its `ETag` covers this."""

    id: UUID
    client: UUID
    label: str | None
    state: KeyState
    created_at: Instant
    expires_at: Instant | None
    ends_at: Instant | None = Field(
        description="When it stops opening the door: expiry, revocation or the end of an overlap."
    )
    replaces: UUID | None = Field(description="The key that it was made to replace.")


class Key(KeyContent):
    """A key, without its secret: that is shown once, when it is made."""

    last_used_at: Instant | None = Field(description="To the minute; outside the `ETag`.")
    allowed_actions: list[AllowedAction]


class KeyWithSecret(Key):
    """A key that was just made."""

    secret: str | None = Field(
        description="The key itself, shown this once; null when the answer is a replay."
    )
