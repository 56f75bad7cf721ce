"""Who is told of a service's events: a listener of its own, in the service itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from shared.journal.inbox import is_news
from shared.security.principal import Principal
from shared.storage.sessions import Reader, Transaction, reading, writing
from shared.storage.tenancy import Tenancy

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from shared.journal.outbox import Message


class NotHeard(Exception):
    """A listener has not taken an event. It is told again later.

    Attributes:
        is_down: Whether it takes no events at all just now; else it refused this one, and those of
            other bodies may be told meanwhile.
    """

    def __init__(self, why: str, *, is_down: bool) -> None:
        super().__init__(why)
        self.is_down = is_down


class Listener(Protocol):
    """Whoever is told."""

    @property
    def name(self) -> str:
        """Its name, under which it is noted how far it has been told."""

    async def hear(self, message: Message) -> None:
        """Take an event, which may have been told before.

        Raises:
            NotHeard: If it was not taken.
        """


class Rights(NamedTuple):
    """Which bodies one may read, and which one may write."""

    reads: frozenset[str]
    writes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ear:
    """How a service takes one kind of its own events.

    Attributes:
        concerns: Says which bodies an event of this body concerns; the reader may read none.
        hear: Does what is to be done, in a transaction that may touch those alone.
    """

    concerns: Callable[[Reader, str], Awaitable[Rights]]
    hear: Callable[[Transaction, Message, Principal], Awaitable[None]]


class OwnListener:
    """A service that listens to its own outbox: by the same ids and the same inbox as any other."""

    def __init__(self, engine: AsyncEngine, name: str, ears: Mapping[str, Ear]) -> None:
        self.name = name
        self._engine = engine
        self._ears = ears
        self._by = service_principal(name)

    async def hear(self, message: Message) -> None:
        """Take an event, once."""
        ear = self._ears.get(message.kind)
        if ear is None:
            return
        client = self._by.client
        async with reading(self._engine, Tenancy(client)) as reader:
            reads, writes = await ear.concerns(reader, message.body)
        async with writing(self._engine, Tenancy(client, reads, writes)) as tx:
            if await is_news(tx, message.body, message.id, message.kind):
                await ear.hear(tx, message, self._by)


def service_principal(name: str, grants: Mapping[str, frozenset[str]] | None = None) -> Principal:
    """Return the service *name* as a caller."""
    return Principal(f"service:{name}", holder=f"{name} service", grants=grants or {})
