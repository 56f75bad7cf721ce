"""A service's relay, for as long as the service lives."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from shared.contracts.events import TAKEN_BY
from shared.journal.listening import OwnListener
from shared.journal.outbox import has_told
from shared.journal.posting import PostedTo, http_here, http_to
from shared.journal.relay import Relay
from shared.security.token import Signer
from shared.storage.engine import new_engine
from shared.web.settings import HERE
from shared.web.watching import speaking_as

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.types import ASGIApp

    from shared.journal.listening import Ear, Listener
    from shared.storage.sessions import Transaction
    from shared.web.settings import ServiceSettings


def pass_on(tx: Transaction, relay: Relay | None) -> None:
    """Let the relay look at once if *tx*, committed by now, has left something for it."""
    if relay is not None and has_told(tx):
        relay.stir()


@asynccontextmanager
async def telling(
    name: str, settings: ServiceSettings, ears: Mapping[str, Ear], neighbours: Mapping[str, ASGIApp]
) -> AsyncIterator[Relay | None]:
    """Let the relay of the service *name* work meanwhile; there is none if nobody listens.

    It has connections of its own, so that no request waits for one that it holds.
    """
    listens = len(settings.listeners) + bool(ears)
    if not listens:
        yield None
        return
    application = f"quarterday-{name}-relay"
    async with AsyncExitStack() as open_meanwhile:
        engine = new_engine(settings.database_url, application=application, pool_size=2 * listens)
        open_meanwhile.push_async_callback(engine.dispose)
        listeners: list[Listener] = [OwnListener(engine, name, ears)] if ears else []
        for listener, address in settings.listeners.items():
            http = http_here(neighbours[listener]) if address == HERE else http_to(address)
            await open_meanwhile.enter_async_context(http)
            assert settings.service_key is not None  # noqa: S101 - the settings say so
            signer = Signer(settings.service_key, issuer=f"service:{name}")
            takes = TAKEN_BY[listener]
            listeners.append(PostedTo(listener, http, signer, teller=name, takes=takes))
        relay = Relay(engine, listeners)
        with speaking_as(name):
            work = asyncio.create_task(relay.run())
        try:
            yield relay
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
