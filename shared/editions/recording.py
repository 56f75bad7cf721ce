"""The trace of what is done to an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.journal import Event, record

if TYPE_CHECKING:
    from shared.editions.publisher import Publisher
    from shared.editions.tables import EditionProposed
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction


async def record_edition(
    tx: Transaction,
    publisher: Publisher,
    proposed: EditionProposed,
    act: str,
    content_hash: str,
    *,
    by: Principal,
    **told: str | int,
) -> None:
    """Tell an act on an edition in its body's chain, by the hash of what it was about."""
    await record(
        tx,
        Event(
            body=proposed.body,
            act=act,
            subject=f"editions/{proposed.id}",
            by=by,
            content_hash=content_hash,
            details={publisher.called: proposed.subject, "period": proposed.period, **told},
        ),
    )
