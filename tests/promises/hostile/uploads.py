"""Uploads that don't wait for leave: how they are answered, and how much of them is taken."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from tests.promises.street import Street
    from tests.promises.world import Call

MEGABYTE: Final = 1024 * 1024
_PATIENCE_S: Final = 30.0


@dataclass(slots=True)
class Upload:
    """What came of an upload.

    Attributes:
        status: Of the answer.
        head: The answer's head, in small letters.
        sent: Bytes of the payload that the kernel had taken when the answer began.
        sent_in_all: Bytes that it had taken when the connection was closed, or the upload ended.
        closed: Whether the gateway closed the connection before the upload had ended.
    """

    status: int = 0
    head: bytes = b""
    sent: int = 0
    sent_in_all: int = 0
    closed: bool = False


async def uploaded(
    street: Street,
    call: Call,
    fields: Mapping[str, str],
    chunks: AsyncIterator[bytes],
) -> Upload:
    """Send the head of *call* with *fields*, then *chunks* as they are for as long as one may."""
    upload = Upload()
    loop = asyncio.get_running_loop()
    # A bare socket, not a stream: a stream that fails to send throws away what it was answered.
    with socket.create_connection(("127.0.0.1", street.running.port)) as line:
        line.setblocking(False)  # noqa: FBT003 - its one parameter has no name
        lines = [f"{call.operation.method} {call.path} HTTP/1.1", "Host: suite.example"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        await loop.sock_sendall(line, "\r\n".join([*lines, "", ""]).encode())
        sending = asyncio.create_task(_send(line, chunks, upload))
        try:
            async with asyncio.timeout(_PATIENCE_S):
                upload.head = await _head(line)
                upload.status = int(upload.head.split(b" ")[1])
                upload.sent = upload.sent_in_all
                await sending
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
    return upload


async def _head(line: socket.socket) -> bytes:
    """Return the head of the answer, in small letters."""
    said = b""
    while b"\r\n\r\n" not in said:
        more = await asyncio.get_running_loop().sock_recv(line, 65_536)
        assert more, f"no answer but {said!r}"
        said += more
    return said.lower()


async def _send(line: socket.socket, chunks: AsyncIterator[bytes], upload: Upload) -> None:
    try:
        async for chunk in chunks:
            await asyncio.get_running_loop().sock_sendall(line, chunk)
            upload.sent_in_all += len(chunk)
            await asyncio.sleep(
                0
            )  # a send that need not wait yields to nobody, and so to no answer
    except OSError:
        upload.closed = True


async def nothing() -> AsyncIterator[bytes]:
    """Yield nothing: the payload that was announced never comes."""
    none: tuple[bytes, ...] = ()
    for chunk in none:
        yield chunk


async def in_chunks(piece: bytes, total: int) -> AsyncIterator[bytes]:
    """Yield a chunked payload of *piece* again and again, which has no end."""
    framed = b"%x\r\n%s\r\n" % (len(piece), piece)
    for _ in range(total // len(piece)):
        yield framed


async def plain(piece: bytes, total: int) -> AsyncIterator[bytes]:
    """Yield *total* bytes of a payload whose length is declared."""
    for _ in range(total // len(piece)):
        yield piece
