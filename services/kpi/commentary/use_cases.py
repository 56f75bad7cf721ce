"""What can be asked of commentary."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.kpi.commentary import queries
from services.kpi.commentary.tables import CommentaryVersion
from services.kpi.indicators.use_cases import find_indicator
from services.kpi.partnerships.use_cases import find_body
from shared.contracts.kpi.commentary import CommentaryText
from shared.journal import Event, content_hash, hold, record
from shared.refusals import NotFound

if TYPE_CHECKING:
    from shared.contracts.kpi.commentary import Commentary
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition


class CommentaryAddress(NamedTuple):
    """Whose commentary, on which period and which indicator."""

    body: str
    period: str
    indicator: str


async def find_commentary(reader: Reader, at: CommentaryAddress) -> Commentary:
    """Return a body's commentary.

    Raises:
        NotFound: If it has said nothing, or had said nothing at the reader's instant.
    """
    found = await queries.commentary(reader, *at)
    if found is None:
        message = "The body has said nothing of this indicator and period."
        raise NotFound(message)
    return found


async def set_commentary(
    tx: Transaction,
    at: CommentaryAddress,
    text: CommentaryText,
    seen: Precondition,
    *,
    by: Principal,
) -> tuple[Commentary, bool]:
    """Say something of an indicator and a period; tell whether it is the first.

    The same again makes no version.

    Raises:
        NotFound: If there is no such body or indicator.
        PreconditionRequired, PreconditionFailed: If the caller has not seen what it replaces.
    """
    await find_body(tx, at.body)
    await find_indicator(tx, at.indicator)
    head = await hold(tx, at.body)
    current = await queries.commentary(tx, *at)
    seen.check(current)
    if current is not None and text == CommentaryText.model_construct(
        cause=current.cause, action=current.action, owner_role=current.owner_role
    ):
        return current, False
    said = text.model_dump()
    kept = await queries.append_version(
        tx,
        CommentaryVersion(
            **at._asdict(),
            **said,
            recorded_at=head.recorded_at,
            set_by=by.client,
            set_by_holder=by.holder,
        ),
    )
    await record(
        tx,
        Event(
            body=at.body,
            act="commentary.set",
            subject=f"commentary/{at.period}/{at.indicator}",
            by=by,
            content_hash=content_hash(said),
        ),
    )
    return kept, current is None
