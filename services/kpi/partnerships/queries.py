"""All SQL about partnerships."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import Text, cast

from services.kpi.partnerships.tables import PartnershipVersion
from shared.contracts.kpi.partnerships import Partnership
from shared.storage.prepared import Prepared
from shared.storage.versions import history, newest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from shared.contracts.kpi.partnerships import PartnershipDefinition
    from shared.storage.sessions import Reader, Transaction

_NEWEST = newest(PartnershipVersion, by=(PartnershipVersion.slug,))
# The members as text are the key under which they are remembered as read.
_EVERY = Prepared(
    _NEWEST.with_only_columns(
        PartnershipVersion.slug,
        PartnershipVersion.recorded_at,
        PartnershipVersion.name,
        cast(PartnershipVersion.members, Text),
    )
)


def shown(version: PartnershipVersion) -> Partnership:
    """Return a version as it is answered."""
    return Partnership(
        slug=version.slug,
        name=version.name,
        members=version.members,
        recorded_at=version.recorded_at,
    )


async def partnership(reader: Reader, slug: str) -> Partnership | None:
    """Return the partnership as the reader's instant knows it."""
    version = await reader.first(_NEWEST.where(PartnershipVersion.slug == slug))
    return None if version is None else shown(version)


async def partnerships(reader: Reader) -> Sequence[Partnership]:
    """Return every partnership; there are a few dozen in England."""
    return [_read(*record) for record in await reader.records(_EVERY)]


@lru_cache(maxsize=1_000)
def _read(slug: str, recorded_at: datetime, name: str, members: str) -> Partnership:
    return Partnership(slug=slug, name=name, members=json.loads(members), recorded_at=recorded_at)


async def partnerships_after(
    reader: Reader, slug: str | None, *, limit: int
) -> Sequence[PartnershipVersion]:
    """Return the newest versions whose slug follows *slug*."""
    chosen = _NEWEST if slug is None else _NEWEST.where(PartnershipVersion.slug > slug)
    return await reader.all(chosen.limit(limit))


async def versions_before(
    reader: Reader, slug: str, instant: datetime | None, *, limit: int
) -> Sequence[PartnershipVersion]:
    """Return a partnership's versions older than *instant*, newest first."""
    versions = history(PartnershipVersion, before=instant).where(PartnershipVersion.slug == slug)
    return await reader.all(versions.limit(limit))


async def append_version(
    tx: Transaction, slug: str, definition: PartnershipDefinition, recorded_at: datetime
) -> Partnership:
    """Keep a new version."""
    version = PartnershipVersion(
        slug=slug, recorded_at=recorded_at, **definition.model_dump(mode="json")
    )
    await tx.append(version)
    return shown(version)
