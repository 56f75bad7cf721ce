"""All SQL about signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from services.risk.signals.tables import SignalReceived
from shared.storage.columns import among
from shared.storage.versions import KNOWN_AT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from shared.storage.sessions import Reader, Transaction


async def append_signal(tx: Transaction, signal: SignalReceived) -> None:
    """Keep a signal."""
    await tx.append(signal)


async def signals_of(
    reader: Reader, body: str, indicators: Collection[str]
) -> Sequence[SignalReceived]:
    """Return what a body was told of these indicators, as the reader's instant knows it.

    In any order: several periods may be told at once.
    """
    return await reader.all(
        select(SignalReceived).where(
            SignalReceived.body == body,
            among(SignalReceived.indicator, indicators),
            SignalReceived.recorded_at <= KNOWN_AT,
        )
    )
