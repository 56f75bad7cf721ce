"""What becomes of a signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.signals import queries
from services.risk.signals.tables import SignalReceived
from shared.journal import Event, content_hash, hold, record

if TYPE_CHECKING:
    from shared.contracts.events import RagChanged
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction


async def receive_signal(tx: Transaction, told: RagChanged, *, by: Principal) -> None:
    """Keep what is told for the first time."""
    head = await hold(tx, told.body)
    said = told.model_dump()
    await queries.append_signal(tx, SignalReceived(**said, recorded_at=head.recorded_at))
    await record(
        tx,
        Event(
            body=told.body,
            act="signal.received",
            subject=f"signals/{told.id}",
            by=by,
            content_hash=content_hash(told.model_dump(mode="json")),
        ),
    )
