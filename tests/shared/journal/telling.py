"""Acts that are told, and listeners that write down what they hear."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from shared.journal import Told, content_hash, record
from shared.journal.listening import NotHeard
from shared.journal.relay import Relay
from shared.security.principal import Principal
from shared.storage.engine import new_engine
from shared.storage.sessions import writing
from shared.storage.tenancy import Tenancy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from sqlalchemy.ext.asyncio import AsyncEngine

    from shared.journal import Message
    from shared.journal.listening import Listener
    from tests.database import Database

OFFICER: Final = Principal("ledger", "officer")
BODIES: Final = ("E07000131", "E07000132", "E07000134", "leicestershire")


@dataclass
class Ear:
    """A listener that writes down what it hears.

    Attributes:
        deaf: Whether it is down.
        refuses: Bodies whose events it refuses.
        takes_s: Seconds that it takes for each event.
    """

    name: str
    heard: list[Message] = field(default_factory=list)
    tried: Counter[str] = field(default_factory=Counter)
    deaf: bool = False
    refuses: frozenset[str] = frozenset()
    takes_s: float = 0.0

    async def hear(self, message: Message) -> None:
        """Take an event."""
        self.tried[message.body] += 1
        await asyncio.sleep(self.takes_s)
        if self.deaf:
            raise NotHeard("it is down", is_down=True)
        if message.body in self.refuses:
            raise NotHeard("it will not", is_down=False)
        self.heard.append(message)

    def numbers(self, body: str) -> list[int]:
        """Return the numbers of a body's acts, in the order in which they were heard."""
        return [message.payload["number"] for message in self.heard if message.body == body]


async def act(engine: AsyncEngine, body: str, number: int, *, fails: bool = False) -> None:
    """Do something of which others are told."""
    own = frozenset({body})
    async with writing(engine, Tenancy(OFFICER.client, own, own)) as tx:
        subject, said = f"acts/{number}", {"number": number}
        await record(tx, Told(body, "act.done", subject, OFFICER, content_hash(said), payload=said))
        if fails:
            raise LookupError


@asynccontextmanager
async def relaying(database: Database, listeners: Sequence[Listener]) -> AsyncIterator[Relay]:
    """Let a relay of kpi's work meanwhile."""
    url, size = database.url("kpi"), 2 * len(listeners)
    engine = new_engine(url, application="quarterday-kpi-relay", pool_size=size)
    relay = Relay(engine, listeners)
    work = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await engine.dispose()
