"""Editions that are frozen and not public yet: what may not be said in them can still be kept back.

What is frozen does not change, so a write after which one of them says too much is refused, or has
it cancelled first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.contracts.values import instant_text
from shared.editions import queries

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from shared.storage.sessions import Reader


@dataclass(frozen=True, slots=True)
class Ahead:
    """An edition that is frozen, and its hour."""

    id: UUID
    subject: str
    period: str
    number: int
    known_at: datetime
    publish_at: datetime

    def __str__(self) -> str:
        """Name it so that whoever reads of it finds it, and how to keep it back."""
        return (
            f"edition {self.number} of {self.subject}, {self.period} ({self.id}), "
            f"which is public from {instant_text(self.publish_at)} on"
        )


async def editions_ahead(reader: Reader, body: str, now: datetime) -> Sequence[Ahead]:
    """Return a body's editions that are frozen and whose hour has not come, the next one first.

    Whoever is to rely on it holds the body, and gives the instant of that.
    """
    return [
        Ahead(
            proposed.id,
            proposed.subject,
            proposed.period,
            proposed.number,
            proposed.known_at,
            publish_at,
        )
        for proposed, publish_at in await queries.scheduled_after(reader, body, now)
    ]
