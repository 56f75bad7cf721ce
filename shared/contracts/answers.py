"""Answers that every service gives: problems (RFC 9457), pages, flags, health."""

from typing import Any, Generic, TypeVar

from pydantic import ConfigDict, Field

from shared.contracts.models import Answer
from shared.contracts.values import BodyCode

Item = TypeVar("Item")


class Page(Answer, Generic[Item]):
    """A part of a list, in a fixed order."""

    # A page of something inherits no docstring.
    model_config = ConfigDict(
        json_schema_extra={"description": "A part of a list, in a fixed order."}
    )

    items: list[Item]
    next_cursor: str | None = Field(
        description="Give it as `cursor` to read on; null at the end of the list."
    )


class Flag(Answer):
    """Something a reader of a row ought to know."""

    code: str
    detail: str
    body: BodyCode | None = Field(default=None, description="The member that it concerns.")


class AllowedAction(Answer):
    """What the caller may do with a document, or why not."""

    action: str
    allowed: bool
    reason: str | None


class ProblemFault(Answer):
    """One thing wrong with one place of the request. The input is never echoed."""

    code: str
    detail: str
    pointer: str | None = Field(default=None, description="A JSON pointer (RFC 6901).")
    parameter: str | None = Field(default=None, description="A query parameter or header.")
    row: int | None = Field(default=None, description="The row of a batch, from 1.")
    column: str | None = None


class Problem(Answer):
    """A refusal (RFC 9457)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="An address that resolves to a page about this problem.")
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str | None = None
    errors: list[ProblemFault]


class Health(Answer):
    """Whether a service is up, and whether what it needs is."""

    status: str = Field(description="`ok` or `unavailable`.")
    checks: dict[str, Any] = Field(default_factory=dict)
