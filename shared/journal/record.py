"""`record`: every act leaves its trace by this one door."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Annotated, Any, Final

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import mapped_column

from shared.journal.canonical import canonical
from shared.journal.chain import advance
from shared.journal.outbox import tell
from shared.journal.tables import AuditEntry
from shared.storage.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction

_ENTRY: Final = Prepared(insert(AuditEntry))
_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Event:
    """An act on a body.

    Attributes:
        body: Whose chain tells it; `operator` for what belongs to no council or partnership.
        act: A verb in the past, after its noun: `submission.received`.
        subject: What was acted on, as an address within the body.
        by: Who acted.
        content_hash: SHA-256 of what was decided, so that the chain vouches for it. Whoever reads
            the audit reads it: where that one may not read the content, it is salted.
        details: A few plain facts for a reader of the audit; never a figure's value.
    """

    body: str
    act: str
    subject: str
    by: Principal
    content_hash: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told(Event):
    """An act of which listeners are told, under the name of the act.

    Attributes:
        payload: What they are told beside the body and the event's id. It leaves the service, so it
            says what changed and never a figure.
    """

    payload: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, event: Event, *, payload: Mapping[str, Any]) -> Told:
        """Return *event* as one that is told."""
        said = {each.name: getattr(event, each.name) for each in fields(event)}
        return cls(**said | {"payload": payload})


async def record(tx: Transaction, event: Event) -> None:
    """Append *event* to its body's chain, in the transaction of the act itself.

    If it is one that is `Told`, it is left in the outbox too.
    """
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
    if isinstance(event, Told):
        await tell(tx, entry, event.payload)


def new_salt() -> str:
    """Return a salt that nobody guesses: always as long, so that no content can pass for a part."""
    return secrets.token_hex(_SALT_BYTES)


Salt = Annotated[str | None, mapped_column(Text, default=new_salt)]
"""A row's own salt, made as it is kept, and never answered; null in rows older than salts.

By it the operator shows that the chain vouches for the row, and nobody else tries out guesses.
"""


def content_hash(content: Any, *, salt: str | None = None) -> str:
    """Return the SHA-256 of *content* in canonical JSON, after its row's salt if that has one."""
    return hashlib.sha256(((salt or "") + canonical(content)).encode()).hexdigest()


def content_hash_of_list(items: Iterable[str]) -> str:
    """Return the `content_hash` of a list whose items are in canonical JSON already."""
    return hashlib.sha256(f"[{','.join(items)}]".encode()).hexdigest()
