"""What can be asked of partnerships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.kpi.partnerships import queries
from services.kpi.partnerships.rules import bodies_to_read, faults_of_members, is_member_on
from shared.calendar.working_days import day_in_london
from shared.contracts.kpi.partnerships import PartnershipDefinition
from shared.councils.reference import find_council
from shared.journal import Event, content_hash, hold, record
from shared.refusals import Fault, Invalid, NotFound
from shared.security.scopes import OPERATOR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.contracts.kpi.partnerships import Partnership
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition


async def find_partnership(reader: Reader, slug: str) -> Partnership:
    """Return a partnership.

    Raises:
        NotFound: If there is none of this slug, or was none at the reader's instant.
    """
    found = await queries.partnership(reader, slug)
    if found is None:
        message = "There is no partnership of this name."
        raise NotFound(message)
    return found


async def define_partnership(
    tx: Transaction,
    slug: str,
    definition: PartnershipDefinition,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[Partnership, bool]:
    """Say who is in a partnership; tell whether it is new. The same again makes no version.

    Raises:
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
        Invalid: If a member is no council, or is a member twice at a time.
    """
    if slug == OPERATOR:
        message = "This name is taken."
        raise Invalid(message, errors=[Fault("reserved_name", "is reserved", parameter="slug")])
    head = await hold(tx, OPERATOR)
    current = await queries.partnership(tx, slug)
    seen.check(current)
    if faults := faults_of_members(definition.members):
        raise Invalid(errors=faults)
    if current is not None and definition == PartnershipDefinition(
        name=current.name, members=current.members
    ):
        return current, False
    defined = await queries.append_version(tx, slug, definition, head.recorded_at)
    await record(
        tx,
        Event(
            body=OPERATOR,
            act="partnership.defined",
            subject=f"partnerships/{slug}",
            by=by,
            content_hash=content_hash(definition.model_dump(mode="json")),
        ),
    )
    return defined, current is None


async def open_body(reader: Reader, body: str) -> str:
    """Let *reader* read what the caller may read of *body*, and return the body's name.

    Rights follow today's membership, so this comes before the reader is set back to an instant.

    Raises:
        NotFound: If there is no such body, or the caller may not see it.
    """
    partnerships = await queries.partnerships(reader)
    granted = reader.tenancy.reads
    reads, inherits = bodies_to_read(granted, partnerships)
    await reader.widen(reads, inherits)
    name = body_name(body, partnerships)
    opens = body in granted or (
        body in reads
        and is_member_on(day_in_london(await reader.now()), body, granted, partnerships)
    )
    if name is None or not opens:
        message = "There is no such body, or you may not read it."
        raise NotFound(message)
    return name


async def find_body(reader: Reader, body: str) -> str:
    """Return the name of a council or partnership.

    Raises:
        NotFound: If there is none of this code.
    """
    name = body_name(body, await queries.partnerships(reader))
    if name is None:
        message = "There is no council or partnership of this code."
        raise NotFound(message)
    return name


def body_name(body: str, partnerships: Iterable[Partnership]) -> str | None:
    """Return the name of a council or partnership; None if there is none of this code."""
    council = find_council(body)
    if council is not None and council.code == body:
        return council.name
    return next((known.name for known in partnerships if known.slug == body), None)
