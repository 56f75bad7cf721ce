"""All SQL about commentary."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import ARRAY, Text, any_, bindparam, tuple_

from services.kpi.commentary.tables import CommentaryVersion
from shared.contracts.kpi.commentary import Commentary
from shared.storage.prepared import Prepared
from shared.storage.versions import history, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from shared.storage.sessions import Reader, Transaction

_KEY = (CommentaryVersion.body, CommentaryVersion.period, CommentaryVersion.indicator)
_NEWEST = newest(CommentaryVersion, by=_KEY)
_OF_YEAR = Prepared(
    _NEWEST.where(
        CommentaryVersion.body == any_(bindparam("bodies", type_=ARRAY(Text))),
        CommentaryVersion.period >= bindparam("year"),
        CommentaryVersion.period < bindparam("past"),
    )
)


class Said(NamedTuple):
    """A commentary as it stands, in the order of its columns."""

    body: str
    period: str
    indicator: str
    recorded_at: datetime
    cause: str
    action: str | None
    owner_role: str | None
    set_by: str
    set_by_holder: str


def shown(version: CommentaryVersion) -> Commentary:
    """Return a version as it is answered."""
    return Commentary.model_validate(version, from_attributes=True)


async def commentary(reader: Reader, body: str, period: str, indicator: str) -> Commentary | None:
    """Return a commentary as the reader's instant knows it."""
    version = await reader.first(
        _NEWEST.where(
            CommentaryVersion.body == body,
            CommentaryVersion.period == period,
            CommentaryVersion.indicator == indicator,
        )
    )
    return None if version is None else shown(version)


async def commentary_of_year(reader: Reader, bodies: Collection[str], year: str) -> Sequence[Said]:
    """Return what these bodies have said of a financial year and the periods in it."""
    # In C collation a year's own text comes before its months' and quarters', and 'R' after them.
    asked = {"bodies": list(bodies), "year": year, "past": f"{year}-R"}
    return [Said(*record) for record in await reader.records(_OF_YEAR, **asked)]


async def commentary_after(
    reader: Reader, body: str, period: str, indicator: str | None, *, limit: int
) -> Sequence[CommentaryVersion]:
    """Return a body's commentary on a period whose indicator follows *indicator*."""
    chosen = _NEWEST.where(CommentaryVersion.body == body, CommentaryVersion.period == period)
    if indicator is not None:
        chosen = chosen.where(CommentaryVersion.indicator > indicator)
    return await reader.all(chosen.limit(limit))


async def versions_before(
    reader: Reader, address: tuple[str, str, str], instant: datetime | None, *, limit: int
) -> Sequence[CommentaryVersion]:
    """Return the versions of a commentary (body, period, indicator), newest first."""
    versions = history(CommentaryVersion, before=instant).where(tuple_(*_KEY) == address)
    return await reader.all(versions.limit(limit))


async def append_version(tx: Transaction, version: CommentaryVersion) -> Commentary:
    """Keep a new version."""
    await tx.append(version)
    return shown(version)
