"""What is stored about clients and keys, and how it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from services.gateway.identity.rules import KeyLife
from services.gateway.identity.tables import ClientVersion, KeyEnding, KeyIssued, KeyUse
from shared.security.scopes import OPERATOR, Scope
from shared.storage.versions import newest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Select

    from shared.storage.sessions import Reader, Transaction

_OF_THE_KEY: Final = (KeyIssued.client, KeyIssued.key)


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """A key with what became of it."""

    issued: KeyIssued
    decided_end: datetime | None
    used_at: datetime | None
    now: datetime

    @property
    def life(self) -> KeyLife:
        """What is decided about it."""
        return KeyLife(self.issued.expires_at, self.decided_end)


def _clients() -> Select[ClientVersion]:
    return newest(ClientVersion, by=(ClientVersion.client,))


async def client(reader: Reader, client_id: UUID) -> ClientVersion | None:
    """Return a client as it stands."""
    return await reader.first(_clients().where(ClientVersion.client == client_id))


async def clients_after(reader: Reader, after: UUID | None, limit: int) -> Sequence[ClientVersion]:
    """Return clients in the order in which they were made."""
    statement = _clients().limit(limit)
    if after is not None:
        statement = statement.where(ClientVersion.client > after)
    return await reader.all(statement)


async def managers(reader: Reader) -> int:
    """Return how many clients manage clients."""
    standing = aliased(ClientVersion, _clients().subquery())
    held = standing.grants.contains({Scope.CLIENTS_MANAGE: [OPERATOR]})
    return len(await reader.all(select(standing).where(held)))


def _keys() -> Select[Any]:
    ending = (
        select(func.min(KeyEnding.ends_at))
        .where(KeyEnding.client == KeyIssued.client, KeyEnding.key == KeyIssued.key)
        .scalar_subquery()
    )
    use = (
        select(KeyUse.used_at)
        .where(KeyUse.client == KeyIssued.client, KeyUse.key == KeyIssued.key)
        .scalar_subquery()
    )
    return select(KeyIssued, ending, use, func.clock_timestamp())


async def key(reader: Reader, client_id: UUID, key_id: UUID) -> KeyRecord | None:
    """Return one of a client's keys."""
    at = (KeyIssued.client == client_id, KeyIssued.key == key_id)
    return next(iter(_records(await reader.rows(_keys().where(*at)))), None)


async def keys_after(
    reader: Reader, client_id: UUID, after: UUID | None, limit: int
) -> Sequence[KeyRecord]:
    """Return a client's keys in the order in which they were made, ended ones too."""
    statement = _keys().where(KeyIssued.client == client_id)
    if after is not None:
        statement = statement.where(KeyIssued.key > after)
    return _records(await reader.rows(statement.order_by(*_OF_THE_KEY).limit(limit)))


async def key_by_hash(reader: Reader, key_hash: bytes) -> KeyRecord | None:
    """Return the key that hashes to *key_hash*."""
    rows = await reader.rows(_keys().where(KeyIssued.hash == key_hash).limit(1))
    return next(iter(_records(rows)), None)


def _records(rows: Sequence[Any]) -> list[KeyRecord]:
    return [KeyRecord(*row) for row in rows]


async def note_use(tx: Transaction, issued: KeyIssued, used_at: datetime) -> None:
    """Note when a key was last shown."""
    note = insert(KeyUse).values(client=issued.client, key=issued.key, used_at=used_at)
    await tx.execute(
        note.on_conflict_do_update(
            index_elements=[KeyUse.client, KeyUse.key], set_={"used_at": note.excluded.used_at}
        )
    )
