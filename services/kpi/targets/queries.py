"""All SQL about targets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Text, any_, bindparam, tuple_

from services.kpi.targets.tables import TargetVersion
from shared.contracts.kpi.targets import Target
from shared.storage.prepared import Prepared
from shared.storage.versions import history, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from shared.storage.sessions import Reader, Transaction

_NEWEST = newest(
    TargetVersion, by=(TargetVersion.body, TargetVersion.year, TargetVersion.indicator)
)

_COLUMNS = tuple(TargetVersion.__table__.columns.keys())
_of_year = _NEWEST.where(
    TargetVersion.body == any_(bindparam("bodies", type_=ARRAY(Text))),
    TargetVersion.year == bindparam("year"),
)
_OF_YEAR = Prepared(_of_year)
_OF_YEAR_AND_CODES = Prepared(
    _of_year.where(TargetVersion.indicator == any_(bindparam("codes", type_=ARRAY(Text))))
)


def shown(version: TargetVersion) -> Target:
    """Return a version as it is answered."""
    return Target.model_validate(version, from_attributes=True)


async def target(reader: Reader, body: str, year: str, indicator: str) -> Target | None:
    """Return a target as the reader's instant knows it."""
    version = await reader.first(
        _NEWEST.where(
            TargetVersion.body == body,
            TargetVersion.year == year,
            TargetVersion.indicator == indicator,
        )
    )
    return None if version is None else shown(version)


async def targets_of_year(
    reader: Reader, bodies: Collection[str], year: str, indicators: Collection[str] | None = None
) -> Sequence[Target]:
    """Return the targets that these bodies have set for a year."""
    asked = {"bodies": list(bodies), "year": year}
    if indicators is None:
        return [_read(*record) for record in await reader.records(_OF_YEAR, **asked)]
    asked["codes"] = list(indicators)
    return [_read(*record) for record in await reader.records(_OF_YEAR_AND_CODES, **asked)]


def _read(*columns: Any) -> Target:
    return Target.model_validate(dict(zip(_COLUMNS, columns, strict=True)))


async def targets_after(
    reader: Reader, body: str, year: str, indicator: str | None, *, limit: int
) -> Sequence[TargetVersion]:
    """Return a body's targets of a year whose indicator follows *indicator*."""
    chosen = _NEWEST.where(TargetVersion.body == body, TargetVersion.year == year)
    if indicator is not None:
        chosen = chosen.where(TargetVersion.indicator > indicator)
    return await reader.all(chosen.limit(limit))


async def versions_before(
    reader: Reader,
    address: tuple[str, str, str],
    instant: datetime | None,
    *,
    limit: int,
) -> Sequence[TargetVersion]:
    """Return the versions of a target (body, year, indicator) before *instant*, newest first."""
    key = tuple_(TargetVersion.body, TargetVersion.year, TargetVersion.indicator)
    versions = history(TargetVersion, before=instant).where(key == address)
    return await reader.all(versions.limit(limit))


async def append_version(tx: Transaction, version: TargetVersion) -> Target:
    """Keep a new version."""
    await tx.append(version)
    return shown(version)
