"""The audit of a service over HTTP: whoever holds `audit:read` on a body reads its own entries.

A partnership's audit is its own acts, not its members'.
"""

from typing import Annotated, Final

from fastapi import Depends, Query
from pydantic import BeforeValidator, Field

from shared.contracts.answers import Page
from shared.contracts.audit import (
    AuditEntry,
    BreakCode,
    ChainBreak,
    ChainStatus,
    ChainVerification,
    PlaceText,
)
from shared.contracts.values import BodyCode, Instant, Line
from shared.journal.reading import Wanted, entries_before
from shared.journal.verifying import ORIGIN, ChainPlace, Stretch, verify
from shared.refusals import NotFound
from shared.security.principal import Principal
from shared.security.scopes import Scope
from shared.web.asking import Asked, KnownAt, plain_digits
from shared.web.callers import Allowed
from shared.web.routing import OperationRouter, Reads

MOST_VERIFIED: Final = 50_000
_USUALLY_VERIFIED: Final = 20_000
"""A second's work or so."""

_SECONDS: Final = 3.0
"""However slow the machine, a stretch ends by then, well within a service's deadline."""

_LARGEST_SEQUENCE: Final = 2**31 - 1

_SENTENCES: Final = {
    BreakCode.CHANGED: "This entry is not what its hash says: it was changed, or stood elsewhere.",
    BreakCode.MISSING: "This entry is missing, and later ones are there.",
    BreakCode.UNLINKED: "This entry does not follow the one before it: one of them was replaced.",
    BreakCode.CUT: "The chain once went on from here: its head says so. Its tail was cut.",
    BreakCode.HEAD_LOST: "The chain ends here, and its head, which should say so, is gone.",
    BreakCode.HEAD_MOVED: "The chain ends here, and its head says that it ends otherwise.",
    BreakCode.NOT_AS_SEEN: "No such entry stands here any more: what you saw was replaced or cut.",
}

AuditReader = Annotated[Principal, Depends(Allowed(Scope.AUDIT_READ))]


async def _wanted(
    act: Annotated[Line | None, Query(description="Only this act, as `target.set`.")] = None,
    subject: Annotated[
        Line | None, Query(description="Only what was done to this, or to what stands below it.")
    ] = None,
    by: Annotated[Line | None, Query(description="Only what this client did, by its id.")] = None,
    since: Annotated[Instant | None, Query(description="Only from this instant on.")] = None,
    until: Annotated[Instant | None, Query(description="Only before this instant.")] = None,
) -> Wanted:
    return Wanted(act, subject, by, since, until)


Which = Annotated[Wanted, Depends(_wanted)]
"""The entries that a caller asks for."""


def check_auditor(reader: Principal, body: str) -> None:
    """Let pass only who may read the audit of *body*.

    Raises:
        NotFound: If it is not theirs to see.
    """
    if not reader.may(Scope.AUDIT_READ, body):
        raise NotFound


async def _audited(body: BodyCode, reader: AuditReader) -> str:
    check_auditor(reader, body)
    return body


Audited = Annotated[str, Depends(_audited)]
"""A body whose audit the caller may read."""


async def _list_entries(
    body: Audited,
    reader: Reads,
    at: KnownAt,
    asked: Asked,
    which: Which,
) -> Page[AuditEntry]:
    """List what was done to a body here, newest first."""
    await at.apply(reader)
    before = asked.after(_sequence)
    found = await entries_before(reader, body, before, which, limit=asked.look_ahead)
    return asked.page(
        found,
        key=lambda entry: (entry.sequence,),
        show=lambda entry: AuditEntry.model_validate(entry, from_attributes=True),
    )


async def _verify_chain(
    body: Audited,
    reader: Reads,
    after: Annotated[
        PlaceText | None,
        Query(description="Begin after this place, which must be as it was: `reached` of before."),
    ] = None,
    limit: Annotated[
        int, Field(ge=1, le=MOST_VERIFIED), BeforeValidator(plain_digits), Query()
    ] = _USUALLY_VERIFIED,
) -> ChainVerification:
    """Hash a body's entries anew, and tell whether they are what was once written here.

    A long chain takes several requests: while `status` is `intact_so_far`, ask again with `after`
    as the last answer's `reached`. Note the last `reached`: from there, a later verification shows
    even that the whole chain was written anew.
    """
    begin = ORIGIN if after is None else ChainPlace.read(after)
    stretch = await verify(reader, body, begin, most=limit, seconds=_SECONDS)
    return _told(body, stretch)


def audit_router(service: str) -> OperationRouter:
    """Return the operations that tell the audit of *service*."""
    router = OperationRouter(prefix=f"/v1/{service}/bodies/{{body}}/audit", tags=["audit"])
    router.add_api_route("", _list_entries, name=f"list_{service}_audit")
    router.add_api_route("/verify", _verify_chain, name=f"verify_{service}_audit")
    return router


def _sequence(text: str) -> int:
    sequence = int(text)
    if not 0 < sequence <= _LARGEST_SEQUENCE:
        message = "is no sequence"
        raise ValueError(message)
    return sequence


def _told(body: str, stretch: Stretch) -> ChainVerification:
    status = ChainStatus.INTACT if stretch.ended else ChainStatus.INTACT_SO_FAR
    broken = None
    if stretch.broken:
        status, code = ChainStatus.BROKEN, stretch.broken.code
        broken = ChainBreak(sequence=stretch.broken.sequence, code=code, detail=_SENTENCES[code])
    return ChainVerification(
        body=body,
        status=status,
        after=str(stretch.after),
        reached=str(stretch.reached),
        checked=stretch.checked,
        head=str(stretch.head) if stretch.head else None,
        first_break=broken,
    )
