"""`record`: every act leaves its trace by this one door."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.dialects.postgresql import insert

from shared.journal.canonical import canonical
from shared.journal.chain import advance
from shared.journal.tables import AuditEntry
from shared.storage.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction

_ENTRY: Final = Prepared(insert(AuditEntry))


@dataclass(frozen=True, slots=True)
class Event:
    """An act on a body.

    Attributes:
        body: Whose chain tells it; `operator` for what belongs to no council or partnership.
        act: A verb in the past, after its noun: `submission.received`.
        subject: What was acted on, as an address within the body.
        by: Who acted.
        content_hash: SHA-256 of what was decided, so that the chain vouches for it.
        details: A few plain facts for a reader of the audit; never a figure's value.
    """

    body: str
    act: str
    subject: str
    by: Principal
    content_hash: str
    details: Mapping[str, Any] = field(default_factory=dict)


async def record(tx: Transaction, event: Event) -> None:
    """Append *event* to its body's chain, in the transaction of the act itself."""
    entry = await advance(
        tx,
        event.body,
        {
            "act": event.act,
            "subject": event.subject,
            "client": event.by.client,
            "holder": event.by.holder,
            "content_hash": event.content_hash,
            "details": dict(event.details),
        },
    )
    await tx.keep(_ENTRY, entry)


def content_hash(content: Any) -> str:
    """Return the SHA-256 of *content* in canonical JSON."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def content_hash_of_list(items: Iterable[str]) -> str:
    """Return the `content_hash` of a list whose items are in canonical JSON already."""
    return hashlib.sha256(f"[{','.join(items)}]".encode()).hexdigest()
