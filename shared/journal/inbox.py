"""The inbox: which events a service has heard already, so that one told twice is heard once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import insert

from shared.journal.chain import hold
from shared.journal.tables import InboxEntry
from shared.storage.prepared import Prepared

if TYPE_CHECKING:
    from uuid import UUID

    from shared.storage.sessions import Transaction

_HEARD: Final = Prepared(
    insert(InboxEntry)
    .values(
        body=bindparam("body"),
        id=bindparam("id"),
        kind=bindparam("kind"),
        received_at=bindparam("received_at"),
    )
    .on_conflict_do_nothing()
    .returning(InboxEntry.id)
)


async def is_news(tx: Transaction, body: str, event: UUID, kind: str) -> bool:
    """Return whether an event is heard for the first time, and hold its body.

    Its id is kept by this very transaction: what is done with the event and that it was heard are
    one, so a teller that gets no answer may tell it again.
    """
    head = await hold(tx, body)
    told = {"body": body, "id": event, "kind": kind, "received_at": head.recorded_at}
    return bool(await tx.records(_HEARD, **told))
