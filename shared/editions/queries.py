"""All SQL about editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from shared.editions.tables import EditionActed, EditionProposed

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from shared.storage.sessions import Reader, Transaction


async def edition(reader: Reader, body: str, identifier: UUID) -> EditionProposed | None:
    """Return an edition of a body, as it was proposed."""
    return await reader.first(
        select(EditionProposed).where(
            EditionProposed.body == body, EditionProposed.id == identifier
        )
    )


async def editions_before(
    reader: Reader, body: str, before: datetime | None, *, limit: int
) -> Sequence[EditionProposed]:
    """Return a body's editions that were proposed before an instant, newest first."""
    chosen = select(EditionProposed).where(EditionProposed.body == body)
    if before is not None:
        chosen = chosen.where(EditionProposed.recorded_at < before)
    return await reader.all(chosen.order_by(EditionProposed.recorded_at.desc()).limit(limit))


async def editions_beside(
    reader: Reader, body: str, places: Collection[tuple[str, str]]
) -> Sequence[EditionProposed]:
    """Return every edition of these subjects and quarters, oldest first."""
    chosen = select(EditionProposed).where(
        EditionProposed.body == body,
        EditionProposed.subject.in_({subject for subject, _ in places}),
        EditionProposed.period.in_({period for _, period in places}),
    )
    found = await reader.all(chosen.order_by(EditionProposed.recorded_at))
    return [one for one in found if (one.subject, one.period) in places]


async def acts_of(
    reader: Reader, body: str, editions: Collection[UUID]
) -> dict[UUID, list[EditionActed]]:
    """Return what was done to these editions, each oldest first."""
    acts: dict[UUID, list[EditionActed]] = {edition: [] for edition in editions}
    for act in await reader.all(
        select(EditionActed)
        .where(EditionActed.body == body, EditionActed.edition.in_(list(editions)))
        .order_by(EditionActed.recorded_at)
    ):
        acts[act.edition].append(act)
    return acts


async def append(tx: Transaction, row: EditionProposed | EditionActed) -> None:
    """Keep what was proposed or done."""
    await tx.append(row)
