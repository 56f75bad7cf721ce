"""All SQL about registers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.risk.registers.tables import RegisterVersion
from shared.contracts.risk.registers import Register
from shared.storage.columns import among
from shared.storage.versions import history, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from shared.storage.sessions import Reader, Transaction

_NEWEST = newest(RegisterVersion, by=(RegisterVersion.body, RegisterVersion.code))


def shown(version: RegisterVersion) -> Register:
    """Return a version as it is answered."""
    return Register(
        body=version.body,
        register_code=version.code,
        recorded_at=version.recorded_at,
        **version.definition,
    )


async def register(reader: Reader, body: str, code: str) -> Register | None:
    """Return a register as the reader's instant knows it."""
    version = await reader.first(
        _NEWEST.where(RegisterVersion.body == body, RegisterVersion.code == code)
    )
    return None if version is None else shown(version)


async def registers(reader: Reader, body: str) -> dict[str, Register]:
    """Return a body's registers by code."""
    found = await reader.all(_NEWEST.where(RegisterVersion.body == body))
    return {version.code: shown(version) for version in found}


async def registers_after(
    reader: Reader, body: str, code: str | None, *, limit: int
) -> Sequence[RegisterVersion]:
    """Return a body's registers whose code follows *code*."""
    chosen = _NEWEST.where(RegisterVersion.body == body)
    if code is not None:
        chosen = chosen.where(RegisterVersion.code > code)
    return await reader.all(chosen.limit(limit))


async def versions_before(
    reader: Reader, body: str, code: str, instant: datetime | None, *, limit: int
) -> Sequence[RegisterVersion]:
    """Return a register's versions older than *instant*, newest first."""
    versions = history(RegisterVersion, before=instant).where(
        RegisterVersion.body == body, RegisterVersion.code == code
    )
    return await reader.all(versions.limit(limit))


async def registers_as_of(
    reader: Reader, body: str, versions: Collection[tuple[str, datetime]]
) -> dict[tuple[str, datetime], Register]:
    """Return these versions of a body's registers, by code and instant."""
    found = await reader.all(
        history(RegisterVersion, before=None).where(
            RegisterVersion.body == body,
            among(RegisterVersion.code, {code for code, _ in versions}),
            among(RegisterVersion.recorded_at, {instant for _, instant in versions}),
        )
    )
    return {(version.code, version.recorded_at): shown(version) for version in found}


async def append_version(tx: Transaction, version: RegisterVersion) -> Register:
    """Keep a new version."""
    await tx.append(version)
    return shown(version)
