"""All SQL about mitigations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import tuple_

from services.risk.mitigations.tables import MitigationVersion
from services.risk.risks.queries import by_thing, fields_hidden
from shared.contracts.risk.mitigations import Mitigation
from shared.contracts.risk.vocabulary import HiddenPart
from shared.storage.columns import among
from shared.storage.versions import history, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from shared.storage.sessions import Reader, Transaction

_KEY = (MitigationVersion.body, MitigationVersion.reference, MitigationVersion.code)
_NEWEST = newest(MitigationVersion, by=_KEY)


def content(version: MitigationVersion) -> Mitigation:
    """Return a version whole, Part 2 and all: not to be answered as it is."""
    return Mitigation(
        body=version.body,
        reference=version.reference,
        mitigation=version.code,
        recorded_at=version.recorded_at,
        **version.definition,
    )


async def mitigation(reader: Reader, address: tuple[str, str, str]) -> Mitigation | None:
    """Return a mitigation (body, reference, code) as the reader's instant knows it."""
    version = await reader.first(_NEWEST.where(tuple_(*_KEY) == address))
    return None if version is None else content(version)


async def mitigations(
    reader: Reader, body: str, references: Collection[str] | None = None
) -> Sequence[Mitigation]:
    """Return what is against all of a body's risks, or these, by reference and code."""
    chosen = _NEWEST.where(MitigationVersion.body == body)
    if references is not None:
        chosen = chosen.where(among(MitigationVersion.reference, references))
    return [content(each) for each in await reader.all(chosen)]


async def mitigations_after(
    reader: Reader, body: str, reference: str, code: str | None, *, limit: int
) -> Sequence[MitigationVersion]:
    """Return what is against a risk, of which the code follows *code*."""
    chosen = _NEWEST.where(MitigationVersion.body == body, MitigationVersion.reference == reference)
    if code is not None:
        chosen = chosen.where(MitigationVersion.code > code)
    return await reader.all(chosen.limit(limit))


async def versions_before(
    reader: Reader, address: tuple[str, str, str], instant: datetime | None, *, limit: int
) -> Sequence[MitigationVersion]:
    """Return the versions of a mitigation (body, reference, code), newest first."""
    versions = history(MitigationVersion, before=instant).where(tuple_(*_KEY) == address)
    return await reader.all(versions.limit(limit))


async def hidden_now(
    reader: Reader, body: str, references: Collection[str]
) -> Mapping[tuple[str, str], Mapping[str, datetime]]:
    """Return of what is against these risks, by field, the newest version in which it was Part 2.

    By reference and code; as of today, whatever the reader's instant.
    """
    statement = fields_hidden(
        MitigationVersion, MitigationVersion.reference, MitigationVersion.code
    ).where(MitigationVersion.body == body, among(MitigationVersion.reference, references))
    found = await reader.rows(statement)
    return by_thing((((at, code), field, last) for at, code, field, last in found), HiddenPart)


async def append_version(tx: Transaction, version: MitigationVersion) -> Mitigation:
    """Keep a new version."""
    await tx.append(version)
    return content(version)
