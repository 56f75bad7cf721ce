"""Uploads that don't wait for leave: how they are answered, and how much of them is taken."""

from __future__ import annotations

import asyncio
from contextlib import suppress
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
    reader, writer = await asyncio.open_connection("127.0.0.1", street.running.port)
    lines = [f"{call.operation.method} {call.path} HTTP/1.1", "Host: suite.example"]
    lines += [f"{name}: {value}" for name, value in fields.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    sending = asyncio.create_task(_send(writer, chunks, upload))
    try:
        async with asyncio.timeout(_PATIENCE_S):
            upload.head = (await reader.readuntil(b"\r\n\r\n")).lower()
            upload.status = int(upload.head.split(b" ")[1])
            upload.sent = upload.sent_in_all
            await sending
    finally:
        sending.cancel()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
    return upload


async def _send(writer: asyncio.StreamWriter, chunks: AsyncIterator[bytes], upload: Upload) -> None:
    try:
        async for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
            upload.sent_in_all += len(chunk)
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
