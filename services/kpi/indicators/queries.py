"""All SQL about indicators."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, Text, any_, bindparam, cast

from services.kpi.indicators.tables import IndicatorVersion
from shared.contracts.kpi.indicators import Indicator
from shared.storage.prepared import Prepared
from shared.storage.versions import history, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from shared.contracts.kpi.indicators import IndicatorDefinition
    from shared.storage.sessions import Reader, Transaction

_NEWEST = newest(IndicatorVersion, by=(IndicatorVersion.code,))
# The definition as text is the key under which it is remembered as read.
_written = _NEWEST.with_only_columns(
    IndicatorVersion.code, IndicatorVersion.recorded_at, cast(IndicatorVersion.definition, Text)
)
_EVERY = Prepared(_written)
_THESE = Prepared(
    _written.where(IndicatorVersion.code == any_(bindparam("codes", type_=ARRAY(Text))))
)


def shown(version: IndicatorVersion) -> Indicator:
    """Return a version as it is answered."""
    return Indicator(code=version.code, recorded_at=version.recorded_at, **version.definition)


async def indicator(reader: Reader, code: str) -> Indicator | None:
    """Return the indicator as the reader's instant knows it."""
    version = await reader.first(_NEWEST.where(IndicatorVersion.code == code))
    return None if version is None else shown(version)


async def indicators(reader: Reader, codes: Collection[str] | None = None) -> Sequence[Indicator]:
    """Return every indicator, or those of these codes, by code; there are a few dozen."""
    if codes is None:
        return [_read(*record) for record in await reader.records(_EVERY)]
    return [_read(*record) for record in await reader.records(_THESE, codes=list(codes))]


@lru_cache(maxsize=2_000)
def _read(code: str, recorded_at: datetime, definition: str) -> Indicator:
    return Indicator(code=code, recorded_at=recorded_at, **json.loads(definition))


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
