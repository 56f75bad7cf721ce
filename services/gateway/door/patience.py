"""How long one exchange may take: its deadline, moved on by progress, cut short by a departure."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from shared.deadlines import allowance

if TYPE_CHECKING:
    from types import TracebackType


class Patience:
    """A deadline in seconds since the last sign of progress.

    `async with patience:` raises `TimeoutError` in the task that entered it when the time is up,
    or when another task has cut it short.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timeout = asyncio.timeout(seconds)
        self._running = False

    async def __aenter__(self) -> Self:
        await self._timeout.__aenter__()
        self._running = True
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._running = False
        await self._timeout.__aexit__(kind, error, trace)

    def renew(self, carried: int = 0) -> None:
        """Start counting anew: something has moved.

        Args:
            carried: Bytes of payload that are through, which earn the service more time.
        """
        self._move(self._seconds + allowance(carried))

    def cut(self) -> None:
        """End the exchange now."""
        self._move(0)

    def _move(self, seconds: float) -> None:
        if self._running and not self._timeout.expired():
            self._timeout.reschedule(asyncio.get_running_loop().time() + seconds)
