"""A door to try, with real servers on free ports behind it and before it."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from services.gateway.door.entrance import Door
from services.gateway.door.forward import Forward, Outgoing
from shared.security.principal import Principal
from shared.security.token import Signer, Verifier, new_key_pair
from shared.web.problems import problem_response, refusal_for

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Served = Callable[[ASGIApp], Awaitable[str]]
RawServed = Callable[[Handler], Awaitable[str]]


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the tests."""
        yield


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an app by uvicorn on a free port; yield its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        config = uvicorn.Config(app, lifespan="off", log_level="critical", server_header=False)
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:  # noqa: ASYNC110 - uvicorn offers no event to wait for
            await asyncio.sleep(0.005)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            await task


class KeyRing:
    """Callers by key, as the identity room would know them."""

    def __init__(self, **callers: Principal) -> None:
        self.callers = callers
        self.asked: list[str] = []

    async def identify(self, key: str) -> Principal | None:
        """Return whose key it is."""
        self.asked.append(key)
        await asyncio.sleep(0)
        return self.callers.get(key)


class Echo:
    """A service that answers what reached it, and who it was told is calling."""

    def __init__(self, name: str, trusted_key: str) -> None:
        self.name = name
        self._verifier = Verifier(trusted_key, audience=name)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with what was seen."""
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        fields = [(n.decode(), v.decode()) for n, v in scope["headers"]]
        seen = {
            "service": self.name,
            "method": scope["method"],
            "raw_path": scope["raw_path"].decode(),
            "query": scope["query_string"].decode(),
            "fields": fields,
            "caller": self._verifier.verify(dict(fields).get("x-quarterday-principal")).client,
            "body": body.decode("latin-1"),
        }
        start = {"status": 200, "headers": [(b"content-type", b"application/json")]}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": json.dumps(seen).encode()})


def problem_for(error: Exception, instance: str, request_id: str) -> ASGIApp:
    """Return the answer to an error."""
    return problem_response(refusal_for(error), instance=instance, request_id=request_id)


class Gate:
    """A door with `kpi` behind it, and its own app behind that."""

    def __init__(self, key_ring: KeyRing) -> None:
        self.key_ring = key_ring
        self.private_key, self.public_key = new_key_pair()
        self.outgoing = Outgoing()

    def forged_token(self, *, client: str, audience: str) -> str:
        """Return a token that says all the right things, signed by somebody else."""
        private_key, _ = new_key_pair()
        return Signer(private_key).sign(Principal(client), audience=audience)

    def echo(self, name: str) -> Echo:
        """Return a service that tells what reached it."""
        return Echo(name, self.public_key)

    def forward(self, url: str, deadline: float = 10) -> Forward:
        """Return what forwards to a server of the test."""
        return Forward(url, self.outgoing, name="kpi", deadline=deadline)

    def door(self, kpi: ASGIApp | None = None, own: ASGIApp | None = None) -> Door:
        """Return a door with these apps behind it, or echoes."""
        return Door(
            self.key_ring,
            Signer(self.private_key),
            upstreams={"kpi": kpi or self.echo("kpi")},
            own=own or self.echo("gateway"),
            problem=problem_for,
        )


GET = b"GET %s HTTP/1.1\r\nHost: suite.example\r\n%s\r\n"


async def say(url: str, request: bytes) -> bytes:
    """Send bytes, and return all that comes back until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", int(url.rsplit(":", 1)[1]))
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


def answering(answer: bytes) -> Handler:
    """Return a server that answers every request's head with the same bytes, and hangs up."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    return handle
