"""All SQL about acceptances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.acceptances.tables import AcceptanceGiven, AcceptanceRevoked
from shared.storage.columns import among
from shared.storage.versions import history, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from shared.storage.sessions import Reader, Transaction

_NEWEST = newest(AcceptanceGiven, by=(AcceptanceGiven.body, AcceptanceGiven.reference))


async def standing(
    reader: Reader, body: str, references: Collection[str] | None = None
) -> Sequence[AcceptanceGiven]:
    """Return the newest acceptance of each of a body's risks, or of these."""
    chosen = _NEWEST.where(AcceptanceGiven.body == body)
    if references is not None:
        chosen = chosen.where(among(AcceptanceGiven.reference, references))
    return await reader.all(chosen)


async def acceptances_before(
    reader: Reader, body: str, reference: str, instant: datetime | None, *, limit: int
) -> Sequence[AcceptanceGiven]:
    """Return a risk's acceptances older than *instant*, newest first."""
    given = history(AcceptanceGiven, before=instant).where(
        AcceptanceGiven.body == body, AcceptanceGiven.reference == reference
    )
    return await reader.all(given.limit(limit))


async def acceptances_of(
    reader: Reader, body: str, references: Collection[str]
) -> Sequence[AcceptanceGiven]:
    """Return all acceptances of these risks, newest first."""
    return await reader.all(
        history(AcceptanceGiven, before=None).where(
            AcceptanceGiven.body == body, among(AcceptanceGiven.reference, references)
        )
    )


async def revocations(
    reader: Reader, body: str, acceptances: Collection[AcceptanceGiven]
) -> dict[UUID, AcceptanceRevoked]:
    """Return which of these acceptances of a body were taken back, by their ids."""
    if not acceptances:
        return {}
    chosen = history(AcceptanceRevoked, before=None).where(
        AcceptanceRevoked.body == body,
        among(AcceptanceRevoked.reference, {each.reference for each in acceptances}),
        among(AcceptanceRevoked.acceptance, [each.id for each in acceptances]),
    )
    return {each.acceptance: each for each in await reader.all(chosen)}


async def append(tx: Transaction, row: AcceptanceGiven | AcceptanceRevoked) -> None:
    """Keep an acceptance or a revocation."""
    await tx.append(row)
