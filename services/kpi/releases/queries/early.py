"""All SQL about who is let in before the hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from services.kpi.releases.tables import EarlyAccess

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from shared.storage.sessions import Reader

_ended = aliased(EarlyAccess)
_ENDED_AT = (
    select(func.min(_ended.recorded_at))
    .where(
        _ended.body == EarlyAccess.body,
        _ended.release == EarlyAccess.release,
        _ended.client == EarlyAccess.client,
        _ended.ended,
        _ended.recorded_at > EarlyAccess.recorded_at,
    )
    .scalar_subquery()
)


def _granted(body: str, release: UUID) -> Any:
    return select(EarlyAccess, _ENDED_AT).where(
        EarlyAccess.body == body, EarlyAccess.release == release, ~EarlyAccess.ended
    )


async def accesses_after(
    reader: Reader, body: str, release: UUID, after: datetime | None, *, limit: int
) -> Sequence[tuple[EarlyAccess, datetime | None]]:
    """Return who was let in early after an instant, oldest first, and when each access ended."""
    chosen = _granted(body, release)
    if after is not None:
        chosen = chosen.where(EarlyAccess.recorded_at > after)
    return await reader.rows(chosen.order_by(EarlyAccess.recorded_at).limit(limit))


async def last_access(
    reader: Reader, body: str, release: UUID, client: str
) -> tuple[EarlyAccess, datetime | None]:
    """Return the last early access of a client who was let in, and when it ended."""
    last = _granted(body, release).where(EarlyAccess.client == client)
    (found,) = await reader.rows(last.order_by(EarlyAccess.recorded_at.desc()).limit(1))
    granted: tuple[EarlyAccess, datetime | None] = tuple(found)
    return granted


async def access_of(reader: Reader, body: str, release: UUID, client: str) -> EarlyAccess | None:
    """Return the newest word on a client's early access."""
    return await reader.first(
        select(EarlyAccess)
        .where(
            EarlyAccess.body == body,
            EarlyAccess.release == release,
            EarlyAccess.client == client,
        )
        .order_by(EarlyAccess.recorded_at.desc())
    )
