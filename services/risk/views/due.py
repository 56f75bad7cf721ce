"""How risks stand on a day: the one place where views ask about reviews and what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from shared.contracts.risk.standings import RiskStanding
    from shared.storage.sessions import Reader


async def standings(
    reader: Reader, body: str, references: Collection[str], on: date
) -> Mapping[str, RiskStanding]:
    """Return how these risks stand on a day; none, until reviews are built."""
    del reader, body, references, on
    return {}
