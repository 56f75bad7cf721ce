"""A limit of time whose end is told to the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from shared.refusals import TimedOut

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine

Done = TypeVar("Done")


async def in_time(work: Coroutine[Any, Any, Done], limit: asyncio.Timeout) -> Done:
    """Return what *work* returns.

    Raises:
        TimedOut: If *limit* ends before.
    """
    try:
        async with limit:
            return await work
    except TimeoutError as error:
        if not limit.expired():
            raise  # somebody else's, such as that of a connection to the database
        raise TimedOut from error
