"""How risks stand on a day: the one read for registers, overdue lists and top risks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from shared.contracts.risk.standings import RiskStanding
    from shared.storage.sessions import Reader


async def standings_of(
    reader: Reader, body: str, references: Collection[str] | None = None, *, on: date
) -> dict[str, RiskStanding]:
    """Return how a body's risks stand on a day, by reference: all of them, or these.

    As the reader's instant knows them; a reference that it does not know is left out. It is a
    handful of statements, however many risks there are, and says nothing that is Part 2.
    """
    raise NotImplementedError
