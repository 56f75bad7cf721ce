"""Conditional requests (RFC 9110, section 13).

Read again only what changed; change only what was read.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Annotated, Final, TypeVar

from fastapi import Depends, Header
from pydantic import BaseModel
from starlette.responses import Response

from shared.refusals import Malformed, PreconditionFailed, PreconditionRequired

Document = TypeVar("Document", bound=BaseModel)

_TAG: Final = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')


def entity_tag(content: bytes) -> str:
    """Return the strong `ETag` of a document's bytes."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def tag_of(document: BaseModel) -> str:
    """Return the `ETag` under which a GET answers *document*."""
    return entity_tag(document.model_dump_json().encode())


def content_tag(content_hash: str) -> str:
    """Return the `ETag` of a document with a life cycle.

    It names the content alone; what the caller may do with it (`allowed_actions`) stays outside.
    """
    return f'"{content_hash}"'


def is_unchanged(if_none_match: str | None, tag: str) -> bool:
    """Return whether the caller has the document already (weak comparison)."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in {f'"{t}"' for _, t in _parsed(if_none_match)}


def _parsed(field: str) -> list[tuple[str, str]]:
    return _TAG.findall(field)


def _check_one_of(tag: str, field: str) -> None:
    """Let a change pass only if *field* names *tag* (strong comparison)."""
    told = _parsed(field)
    strong = {f'"{each}"' for weak, each in told if not weak}
    if tag in strong:
        return
    if strong:
        raise PreconditionFailed
    message = (
        "'If-Match' holds no entity tag: send the ETag as you read it, quotation marks and all."
    )
    if told:
        message = (
            "'If-Match' holds a weak tag alone, which vouches for no bytes: send it without 'W/'. "
            "Something on the way may have weakened it, as a proxy that compresses does."
        )
    raise PreconditionFailed(message)


@dataclass(frozen=True, slots=True)
class Precondition:
    """What a caller who changes a document says of the one it has seen."""

    if_match: str | None
    if_none_match: str | None

    def check(self, current: BaseModel | None) -> None:
        """Let the change pass only if *current* is what the caller has seen; None is no document.

        Raises:
            PreconditionRequired: If the caller says nothing.
            PreconditionFailed: If it has seen something else.
        """
        if self.if_match is None and self.if_none_match is None:
            message = (
                "Send 'If-Match' with the ETag that you read, or 'If-None-Match: *' to create."
            )
            raise PreconditionRequired(message)
        if self.if_none_match is not None:
            if self.if_none_match.strip() != "*":
                message = "On a change, 'If-None-Match' takes '*' alone."
                raise Malformed(message)
            if current is not None:
                message = "It exists already. Read it, and send 'If-Match' with its ETag."
                raise PreconditionFailed(message)
        if self.if_match is not None:
            self._check_match(self.if_match, current)

    def check_content(self, content_hash: str) -> str:
        """Let a step of a life cycle pass only if the caller has seen what is stored now.

        Return *content_hash*, to which the decision is bound. `*` would name whatever stands by
        the time the request arrives, so it is no sight of anything.

        Raises:
            PreconditionRequired: If the caller does not say which content it has seen.
            PreconditionFailed: If it has seen another.
        """
        self.check_tag(content_tag(content_hash))
        return content_hash

    def check_tag(self, tag: str) -> None:
        """Let a step pass only if the caller has seen the document under *tag*, and says so.

        Raises:
            PreconditionRequired, PreconditionFailed: As `check_content`.
        """
        if self.if_match is None or self.if_match.strip() == "*":
            message = (
                "Send 'If-Match' with the ETag that you read; '*' does not say what you have seen."
            )
            raise PreconditionRequired(message)
        _check_one_of(tag, self.if_match)

    @staticmethod
    def _check_match(if_match: str, current: BaseModel | None) -> None:
        if current is None:
            message = "It does not exist yet. Send 'If-None-Match: *' to create it."
            raise PreconditionFailed(message)
        if if_match.strip() != "*":
            _check_one_of(tag_of(current), if_match)


async def _precondition(
    if_match: Annotated[
        str | None,
        Header(alias="If-Match", description="The `ETag` of the document that you have seen."),
    ] = None,
    if_none_match: Annotated[
        str | None, Header(alias="If-None-Match", description="`*` to create.")
    ] = None,
) -> Precondition:
    return Precondition(if_match, if_none_match)


Seen = Annotated[Precondition, Depends(_precondition)]
"""What the caller has seen of the document that it changes."""


def answer_changed(
    response: Response, document: Document, *, is_new: bool, tag: str | None = None
) -> Document:
    """Return *document* as the answer to the PUT that made it: 201 or 200, with its `ETag`.

    A document that tells what may be done with it has a *tag* of its content alone.
    """
    response.status_code = 201 if is_new else 200
    response.headers["ETag"] = tag or tag_of(document)
    return document
