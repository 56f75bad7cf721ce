"""What a release would say, gathered as the reader's instant knows it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from services.kpi.performance.gathering import gather
from services.kpi.releases.content import compose
from shared.calendar.periods import Period

if TYPE_CHECKING:
    from services.kpi.releases.content import Content, Words
    from shared.storage.sessions import Reader


async def composed(reader: Reader, body: str, period: str, words: Words) -> Content:
    """Return what a release of *body* and *period* says as known to the reader."""
    at = Period.parse(period)
    evidence = await gather(reader, body, at.year)
    return await asyncio.to_thread(compose, evidence, at, words)
