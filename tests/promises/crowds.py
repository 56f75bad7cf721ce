"""Many callers at once: how many they are, and that each comes again when told to."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import httpx

Send = Callable[[], Awaitable[httpx.Response]]

FULL: Final = os.environ.get("QD_FULL") == "1"
"""Whether the crowds are as large as the promise says, which takes minutes."""

PATIENCE_S: Final = 1_800 if FULL else 120
"""Seconds that a test of crowds may take before it counts as hung."""

COME_AGAIN: Final = frozenset({409, 503})
"""In flight, or too crowded: both say so with `Retry-After`, and neither is an answer.

A 409 without it is one: the state of a thing stands in the way.
"""

_TIMES: Final = 200


def sized(usual: int, *, full: int) -> int:
    """Return how many there are: *usual*, or *full* if `QD_FULL=1`."""
    return full if FULL else usual


async def persistently(send: Send) -> list[httpx.Response]:
    """Send until there is an answer; return all that was said, the answer last."""
    said: list[httpx.Response] = []
    while len(said) < _TIMES:
        said.append(await send())
        status, waits = said[-1].status_code, "retry-after" in said[-1].headers
        if status not in COME_AGAIN or (status == 409 and not waits):
            return said
        assert waits, said[-1].text
        await asyncio.sleep(0.05)
    raise AssertionError(said[-1].text)


async def at_once(sends: Sequence[Send]) -> list[httpx.Response]:
    """Let every one of *sends* go at the same time, persistently; return each one's answer."""
    heard = await asyncio.gather(*(persistently(send) for send in sends))
    return [said[-1] for said in heard]
