"""All SQL about indicators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.kpi.indicators.tables import IndicatorVersion
from shared.contracts.kpi.indicators import Indicator
from shared.storage.versions import history, newest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.contracts.kpi.indicators import IndicatorDefinition
    from shared.storage.sessions import Reader, Transaction

_NEWEST = newest(IndicatorVersion, by=(IndicatorVersion.code,))


def shown(version: IndicatorVersion) -> Indicator:
    """Return a version as it is answered."""
    return Indicator(code=version.code, recorded_at=version.recorded_at, **version.definition)


async def indicator(reader: Reader, code: str) -> Indicator | None:
    """Return the indicator as the reader's instant knows it."""
    version = await reader.first(_NEWEST.where(IndicatorVersion.code == code))
    return None if version is None else shown(version)


async def indicators(reader: Reader) -> Sequence[Indicator]:
    """Return every indicator, by code; there are a few dozen."""
    return [shown(version) for version in await reader.all(_NEWEST)]


async def indicators_after(
    reader: Reader, code: str | None, *, limit: int
) -> Sequence[IndicatorVersion]:
    """Return the newest versions whose code follows *code*."""
    chosen = _NEWEST if code is None else _NEWEST.where(IndicatorVersion.code > code)
    return await reader.all(chosen.limit(limit))


async def versions_before(
    reader: Reader, code: str, instant: datetime | None, *, limit: int
) -> Sequence[IndicatorVersion]:
    """Return an indicator's versions older than *instant*, newest first."""
    versions = history(IndicatorVersion, before=instant).where(IndicatorVersion.code == code)
    return await reader.all(versions.limit(limit))


async def append_version(
    tx: Transaction, code: str, definition: IndicatorDefinition, recorded_at: datetime
) -> Indicator:
    """Keep a new version."""
    version = IndicatorVersion(
        code=code, recorded_at=recorded_at, definition=definition.model_dump(mode="json")
    )
    await tx.append(version)
    return shown(version)
