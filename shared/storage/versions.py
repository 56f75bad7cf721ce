"""Versions as known at an instant. Nothing with a meaning is ever updated in place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import DeclarativeBase

from shared.storage.columns import INSTANT

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import InstrumentedAttribute

Row = TypeVar("Row", bound=DeclarativeBase)

KNOWN_AT_NAME: Final = "qd_known_at"
KNOWN_AT: Final = bindparam(KNOWN_AT_NAME, type_=INSTANT)
"""The reader's instant: a `Reader` fills it in for every statement, so no query can forget it."""

STOOD_AT_NAME: Final = "qd_stood_at"
STOOD_AT: Final = bindparam(STOOD_AT_NAME, type_=INSTANT)
"""As of when what holds for the past too is taken, such as what was hidden since: today, unless the
`Reader` reads as it stood."""

END_OF_TIME: Final = datetime(9999, 1, 1, tzinfo=UTC)


def newest(table: type[Row], *, by: tuple[InstrumentedAttribute[Any], ...]) -> Select[Row]:
    """Return the newest version of each thing, as the reader's instant knows it.

    *table* has a column `recorded_at`, which ends its key.

    *by* names what a thing is, in the order of the table's key, so that the key's index serves.
    Conditions added to the statement choose among all versions: put there only what never differs
    between versions of one thing.
    """
    recorded_at = _recorded_at(table)
    return (
        select(table)
        .where(recorded_at <= KNOWN_AT)
        .ext(distinct_on(*by))
        .order_by(*by, recorded_at.desc())
    )


def history(table: type[Row], *, before: datetime | None) -> Select[Row]:
    """Return the versions that the reader's instant knows, newest first.

    Args:
        table: A table of versions, as for `newest`.
        before: Only those older than this, if it is given.
    """
    recorded_at = _recorded_at(table)
    versions = select(table).where(recorded_at <= KNOWN_AT).order_by(recorded_at.desc())
    return versions if before is None else versions.where(recorded_at < before)


def _recorded_at(table: type[DeclarativeBase]) -> Any:
    return table.recorded_at  # type: ignore[attr-defined]  # every table of versions has it
