"""The two kinds of document: what we are sent, and what we answer."""

from pydantic import BaseModel, ConfigDict


class Sent(BaseModel):
    """A document that a caller sends. What it does not know, it refuses."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_enum_values=False)


class Answer(BaseModel):
    """A document that we answer. Every field is always there, null where unknown."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, json_schema_serialization_defaults_required=True
    )
