"""All SQL about editions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from shared.editions.tables import Act, EditionActed, EditionProposed

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


async def scheduled_after(reader: Reader, body: str, instant: datetime) -> Sequence[Any]:
    """Return a body's editions whose hour lies after an instant, each with that hour.

    Not those that were cancelled.
    """
    scheduled, cancelled = aliased(EditionActed), aliased(EditionActed)
    columns: list[Any] = [EditionProposed, scheduled.publish_at]
    return await reader.rows(
        select(*columns)
        .join(
            scheduled,
            (scheduled.body == EditionProposed.body) & (scheduled.edition == EditionProposed.id),
        )
        .where(
            EditionProposed.body == body,
            scheduled.act == Act.SCHEDULED,
            scheduled.publish_at > instant,
            ~exists().where(
                cancelled.body == scheduled.body,
                cancelled.edition == scheduled.edition,
                cancelled.act == Act.CANCELLED,
            ),
        )
        .order_by(scheduled.publish_at, EditionProposed.id)
    )


async def append(tx: Transaction, row: EditionProposed | EditionActed) -> None:
    """Keep what was proposed or done."""
    await tx.append(row)
