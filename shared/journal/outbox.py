"""The outbox: what others are told of a body's acts, and how far each of them has been told.

An entry is appended in the transaction of its act, and never touched again. What moves is how far
a body's outbox reaches, and how far each listener has come: a place in the body's chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple
from weakref import WeakSet

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from shared.journal.tables import Delivery, OutboxEnd, OutboxEntry
from shared.storage.columns import new_id
from shared.storage.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from shared.storage.sessions import Reader, Transaction

RELAY: Final = "service:relay"
"""The client to whom the outbox's ends and deliveries belong; no key is ever made for it."""


class Message(NamedTuple):
    """An event as it lies in the outbox."""

    body: str
    sequence: int
    id: UUID
    recorded_at: datetime
    kind: str
    payload: Mapping[str, Any]


_TOLD: Final = Prepared(insert(OutboxEntry))
_end = insert(OutboxEnd).values(
    client=RELAY, of_body=bindparam("of_body"), sequence=bindparam("sequence")
)
_REACHES: Final = Prepared(
    _end.on_conflict_do_update(
        index_elements=[OutboxEnd.client, OutboxEnd.of_body],
        set_={"sequence": _end.excluded.sequence},
    )
)
# Row-level security shows the relay's own rows, and no other client has any.
_delivery = and_(
    Delivery.client == RELAY,
    Delivery.of_body == bindparam("body"),
    Delivery.listener == bindparam("to"),
)
_BEHIND: Final = Prepared(
    select(OutboxEnd.of_body, Delivery.sequence)
    .outerjoin(
        Delivery,
        and_(
            Delivery.client == OutboxEnd.client,
            Delivery.of_body == OutboxEnd.of_body,
            Delivery.listener == bindparam("to"),
        ),
    )
    .where(OutboxEnd.sequence > func.coalesce(Delivery.sequence, 0))
    .order_by(OutboxEnd.of_body)
)
_BEGUN: Final = Prepared(
    insert(Delivery)
    .values(client=RELAY, of_body=bindparam("of_body"), listener=bindparam("listener"), sequence=0)
    .on_conflict_do_nothing()
)
_CLAIMED: Final = Prepared(
    select(Delivery.sequence).where(_delivery).with_for_update(skip_locked=True)
)
_NEXT: Final = Prepared(
    select(
        OutboxEntry.body,
        OutboxEntry.sequence,
        OutboxEntry.id,
        OutboxEntry.recorded_at,
        OutboxEntry.kind,
        OutboxEntry.payload,
    )
    .where(OutboxEntry.body == bindparam("body"), OutboxEntry.sequence > bindparam("after"))
    .order_by(OutboxEntry.sequence)
    .limit(bindparam("most"))
)
_MOVED: Final = Prepared(update(Delivery).where(_delivery).values(sequence=bindparam("reached")))

_telling: WeakSet[Transaction] = WeakSet()


async def tell(tx: Transaction, entry: Mapping[str, Any], payload: Mapping[str, Any]) -> None:
    """Leave in the outbox what listeners are told of an audit entry that was just appended."""
    place = {name: entry[name] for name in ("body", "sequence", "recorded_at")}
    told = {"id": new_id(), "kind": entry["act"], "payload": dict(payload)}
    await tx.keep(_TOLD, place | told)
    async with tx.acting_as(RELAY):
        await tx.keep(_REACHES, {"of_body": entry["body"], "sequence": entry["sequence"]})
    _telling.add(tx)


def has_told(tx: Transaction) -> bool:
    """Return whether a transaction leaves something in the outbox."""
    return tx in _telling


async def bodies_behind(reader: Reader, listener: str) -> Sequence[tuple[str, int | None]]:
    """Return the bodies of which *listener* has not been told all, and how far it has; no lock.

    None is that it was never told of the body.
    """
    return [tuple(record) for record in await reader.records(_BEHIND, to=listener)]


async def begin_deliveries(tx: Transaction, listener: str, bodies: Sequence[str]) -> None:
    """Note that *listener* is to be told of these bodies from their beginning."""
    await tx.keep(_BEGUN, *({"of_body": body, "listener": listener} for body in bodies))


async def claim_delivery(tx: Transaction, listener: str, body: str) -> int | None:
    """Keep other relays from telling *listener* of a body; return how far it has been told.

    None is that another relay is at it.
    """
    found = await tx.records(_CLAIMED, body=body, to=listener)
    return found[0][0] if found else None


async def messages_after(
    reader: Reader, body: str, sequence: int, *, limit: int
) -> Sequence[Message]:
    """Return a body's next events, oldest first."""
    records = await reader.records(_NEXT, body=body, after=sequence, most=limit)
    return [Message(*record) for record in records]


async def move_delivery(tx: Transaction, listener: str, body: str, reached: int) -> None:
    """Note how far *listener* has been told of a body that this transaction has claimed."""
    await tx.keep(_MOVED, {"body": body, "to": listener, "reached": reached})
