"""The chain of a body: one lock that orders its writes, one hash that binds its acts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from shared.contracts.values import instant_text
from shared.journal.canonical import canonical
from shared.journal.tables import ChainHead
from shared.storage.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.storage.sessions import Transaction

GENESIS: Final = "0" * 64
"""What the first entry of a chain names as the one before it."""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain, held by the transaction that locked it."""

    sequence: int
    hash: str
    recorded_at: datetime


# The clock is read outside the locking subquery: inside, it could tell the time from before the
# wait for the lock.
_locked = (
    select(ChainHead.sequence, ChainHead.hash, ChainHead.recorded_at)
    .where(ChainHead.body == bindparam("body"))
    .with_for_update()
    .subquery()
)
_LOCKED: Final = Prepared(
    select(
        _locked.c.sequence,
        _locked.c.hash,
        func.greatest(
            func.clock_timestamp(), _locked.c.recorded_at + text("interval '1 microsecond'")
        ).label("recorded_at"),
    )
)
_BEGUN: Final = Prepared(
    insert(ChainHead)
    .values(
        body=bindparam("body"),
        sequence=0,
        hash=GENESIS,
        recorded_at=datetime(1970, 1, 1, tzinfo=UTC),
    )
    .on_conflict_do_nothing()
)
_STILL: Final = Prepared(
    select(ChainHead.sequence).where(ChainHead.body == bindparam("body")).with_for_update(read=True)
)
_MOVED: Final = Prepared(
    update(ChainHead)
    .where(ChainHead.body == bindparam("of_body"))
    .values(
        sequence=bindparam("sequence"), hash=bindparam("hash"), recorded_at=bindparam("recorded_at")
    )
)

_held: WeakKeyDictionary[Transaction, dict[str, Head]] = WeakKeyDictionary()
_told: WeakKeyDictionary[Transaction, set[str]] = WeakKeyDictionary()


def held_bodies(tx: Transaction) -> list[str]:
    """Return the bodies that a transaction has written to, or answers for, in order."""
    return sorted(_held.get(tx, {}).keys() | _told.get(tx, set()))


def answer_for(tx: Transaction, other: Transaction) -> None:
    """Let *tx* answer for the bodies that *other*, committed by now, has written to.

    It holds none of them by that.
    """
    _told.setdefault(tx, set()).update(held_bodies(other))


async def hold(tx: Transaction, body: str) -> Head:
    """Lock a body's chain, and fix the instant at which this transaction writes it.

    Whoever writes a body holds it first; several bodies are held in sorted order, so that two
    batches never wait for each other. The instant is the database's clock under the lock, and
    later than any before it even if that clock was set back.
    """
    heads = _held.setdefault(tx, {})
    if body not in heads:
        found = await tx.records(_LOCKED, body=body)
        if not found:
            await tx.keep(_BEGUN, {"body": body})
            found = await tx.records(_LOCKED, body=body)
        heads[body] = Head(*found[0])
    return heads[body]


async def hold_still(tx: Transaction, body: str, others: Iterable[str]) -> Head:
    """Hold a body, and keep *others* from being written until this transaction ends.

    Then what all of them say as known at the instant returned is settled. The others need not be
    the caller's to write; nothing is written for them.
    """
    async with tx.standing_in_for(others):
        for each in sorted({body, *others}):
            if each == body:
                await hold(tx, body)
            elif not await tx.records(_STILL, body=each):
                await tx.keep(_BEGUN, {"body": each})
                await tx.records(_STILL, body=each)
    return await hold(tx, body)


async def advance(tx: Transaction, body: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Bind an entry to the chain of *body*, move the head there, and return it whole."""
    head = await hold(tx, body)
    bound = entry | {
        "body": body,
        "sequence": head.sequence + 1,
        "recorded_at": head.recorded_at,
        "previous_hash": head.hash,
    }
    moved = replace(head, sequence=head.sequence + 1, hash=hash_of(bound))
    place = {"of_body": body, "recorded_at": moved.recorded_at}
    await tx.keep(_MOVED, place | {"sequence": moved.sequence, "hash": moved.hash})
    _held[tx][body] = moved
    return bound | {"hash": moved.hash}


def hash_of(entry: dict[str, Any]) -> str:
    """Return the SHA-256 over everything an entry says, its predecessor's hash included."""
    said = {k: v for k, v in entry.items() if k != "hash"}
    said["recorded_at"] = instant_text(said["recorded_at"])
    return hashlib.sha256(canonical(said).encode()).hexdigest()
