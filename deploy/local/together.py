"""The services in one process, for a small machine.

The gateway listens; the others stand behind its door, where it would forward to them.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final

from deploy.local.serving import adopt, listen, load, new_app
from deploy.services import GATEWAY, LISTENERS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOGETHER: Final = "quarterday"
"""The name of the process."""


def serve_together(
    here: Sequence[str], host: str, port: int, environments: Mapping[str, Mapping[str, str]]
) -> int:
    """Serve the services *here*, the gateway among them, until told to stop. Return 3 if never."""
    return listen(GATEWAY, functools.partial(_made, here, environments), host, port)


def _made(here: Sequence[str], environments: Mapping[str, Mapping[str, str]]) -> ASGIApp:
    """Make each app from its own environment, one after the other, the gateway's last.

    So none finds another's secrets where settings are read, and nothing that this process starts
    inherits any. Within it they lie in one memory: only processes of their own keep that apart.
    """
    for name in here:
        load(name)
    behind: dict[str, ASGIApp] = {}
    for name in sorted(here, key=lambda name: name in LISTENERS):  # who is told, before who tells
        if name != GATEWAY:
            more = {"neighbours": behind} if name in LISTENERS else {}
            behind[name] = new_app(name, environments[name], **more)
    gateway = new_app(GATEWAY, environments[GATEWAY], upstreams=behind)
    adopt({})
    return Together(gateway, list(behind.values()))


class Together:
    """An app in front, and those behind it: they are started before it and stopped after it."""

    def __init__(self, front: ASGIApp, behind: Sequence[ASGIApp]) -> None:
        self._front = front
        self._behind = behind

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the life of all."""
        if scope["type"] != "lifespan":
            await self._front(scope, receive, send)
            return
        await receive()
        async with AsyncExitStack() as alive:
            try:
                for app in (*self._behind, self._front):
                    await alive.enter_async_context(_living(app, scope))
            except DidNotStart as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


class DidNotStart(Exception):
    """An app said that it cannot start, and why."""


@asynccontextmanager
async def _living(app: ASGIApp, scope: Scope) -> AsyncIterator[None]:
    """Start an app and stop it, as a server of its own would."""
    told: asyncio.Queue[Message] = asyncio.Queue()
    said: asyncio.Queue[Message] = asyncio.Queue()
    life = asyncio.create_task(_live(app, {**scope, "state": {}}, told, said))
    await told.put({"type": "lifespan.startup"})
    answer = await said.get()
    if answer["type"] != "lifespan.startup.complete":
        await asyncio.wait([life])
        raise DidNotStart(answer.get("message", ""))
    try:
        yield
    finally:
        await told.put({"type": "lifespan.shutdown"})
        await life


async def _live(
    app: ASGIApp, scope: Scope, told: asyncio.Queue[Message], said: asyncio.Queue[Message]
) -> None:
    try:
        await app(scope, told.get, said.put)
    finally:
        # One that ends without a word has not started; nobody reads it from one that has.
        await said.put({"type": "lifespan.startup.failed", "message": "it ended at once"})
