"""Who calls, by the key that is shown: what the door asks."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from services.gateway.identity import queries
from services.gateway.identity.key_secrets import hash_of, is_well_formed, matches
from shared.contracts.gateway.clients import KeyState
from shared.security.principal import Principal
from shared.storage.sessions import reading, writing
from shared.storage.tenancy import Tenancy

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncEngine

    from services.gateway.identity.queries import KeyRecord

_OURSELVES: Final = Tenancy("service:gateway")
_NOTED_EVERY: Final = timedelta(minutes=1)
_REMEMBERED: Final = 10_000

_log = structlog.get_logger()


class Keeper:
    """Knows the keys, and notes when each was last shown.

    The note is written at most once a minute for each key, beside the request and not within it:
    a note that is lost with the process costs nobody anything.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._noted: dict[UUID, datetime] = {}
        self._notes: set[asyncio.Task[None]] = set()

    async def identify(self, key: str) -> Principal | None:
        """Return whom *key* stands for; None if it is unknown, expired or revoked."""
        if not is_well_formed(key):
            return None
        async with reading(self._engine, _OURSELVES) as reader:
            found = await queries.key_by_hash(reader, hash_of(key))
            if found is None or not matches(found.issued.hash, key):
                return None
            if found.life.state(found.now) is KeyState.ENDED:
                return None
            client = await queries.client(reader, found.issued.client)
        if client is None:
            return None
        self._note(found)
        return Principal(
            str(client.client),
            client.holder,
            str(found.issued.key),
            {scope: frozenset(bodies) for scope, bodies in client.grants.items()},
        )

    async def close(self) -> None:
        """Wait for the notes that are being written."""
        await asyncio.gather(*self._notes)

    def _note(self, key: KeyRecord) -> None:
        noted = self._noted.get(key.issued.key, key.used_at)
        if noted is not None and key.now - noted < _NOTED_EVERY:
            return
        if len(self._noted) >= _REMEMBERED:
            self._noted.clear()
        self._noted[key.issued.key] = key.now
        note = asyncio.create_task(self._write(key))
        self._notes.add(note)
        note.add_done_callback(self._notes.discard)

    async def _write(self, key: KeyRecord) -> None:
        try:
            async with writing(self._engine, _OURSELVES) as tx:
                await queries.note_use(tx, key.issued, key.now)
        except Exception as error:  # noqa: BLE001 - the caller was answered; nobody waits for this
            _log.warning("use of a key not noted", cause=type(error).__name__)
