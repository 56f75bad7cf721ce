"""PNG of a picture, by resvg: drawn in a process of its own, as many at once as there are cores.

A thread would not do. The renderer keeps Python's lock, as vl-convert does, so that each picture
would hold up every request of the service for a tenth of a second or more (measured); and a fault
in it ends the process that it runs in. Fonts come with us: none of the machine's is looked at.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from shared.pictures.letters import font_file

if TYPE_CHECKING:
    from collections.abc import Awaitable

Result = TypeVar("Result")

WIDTHS: Final = range(300, 2401)
"""How many pixels wide a picture may be asked for."""

_MOST_CHARACTERS: Final = 2_000_000
_MOST_PIXELS: Final = 12_000_000
_SECONDS: Final = 5.0
_PROGRAM: Final = Path(__file__).with_name("png_program.py")
_SIZE: Final = re.compile(r'<svg [^>]*?\bwidth="([0-9.]{1,8})" height="([0-9.]{1,8})"')
_ENVIRONMENT: Final = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT")
"""What Python may need to start."""
_CORES: Final = os.cpu_count() or 1
_TURN: Final = asyncio.Semaphore(_CORES)
_PATIENCE: Final = 2.0
"""Seconds that a picture waits for its turn: with the time that it may take itself, an answer is
still due within the service's deadline, and no queue grows without end."""


class NotDrawn(Exception):
    """The picture was not drawn: no turn, no time, or no luck. Its SVG is there still."""


async def png_of(svg: str, *, width: int = 1200) -> bytes:
    """Return a picture of the pen's as PNG, *width* pixels wide.

    Raises:
        ValueError: If it is no picture of the pen's, or larger than a picture may be.
        NotDrawn: If others are drawn all the while; if the renderer fails, or is not done after
            five seconds.
    """
    _check_size(svg, width)
    await _within(_PATIENCE, _TURN.acquire(), "others were drawn all the while")
    try:
        return await _within(_SECONDS, _drawn(svg, width), "it was not drawn")
    finally:
        _TURN.release()


async def _within(seconds: float, work: Awaitable[Result], otherwise: str) -> Result:
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError as error:
        message = f"{otherwise} in {seconds:g} seconds"
        raise NotDrawn(message) from error


def _check_size(svg: str, width: int) -> None:
    if width not in WIDTHS:
        message = f"a picture is {WIDTHS.start} to {WIDTHS.stop - 1} pixels wide"
        raise ValueError(message)
    size = _SIZE.match(svg)
    if size is None or len(svg) > _MOST_CHARACTERS:
        message = "this is no picture of the pen's, or too long a one"
        raise ValueError(message)
    if width * width * float(size[2]) / float(size[1]) > _MOST_PIXELS:
        message = f"a picture has at most {_MOST_PIXELS:,} pixels"
        raise ValueError(message)


async def _drawn(svg: str, width: int) -> bytes:
    # Isolated (-I): it imports the renderer, and nothing of ours. Nor does it see our settings.
    program = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-I", str(_PROGRAM), str(font_file()), str(width)),
        env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # it may quote the picture's texts
    )
    try:
        picture, _ = await program.communicate(svg.encode())
    except asyncio.CancelledError:
        program.kill()
        await program.wait()
        raise
    if program.returncode != 0:
        message = "the renderer failed"
        raise NotDrawn(message)
    return picture
