"""All SQL about what is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased

from services.projects.kept.kinds import Address, Kind, Shown
from services.projects.kept.tables import KeptVersion
from shared.security.hands import Hand
from shared.storage.versions import KNOWN_AT, history, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from shared.storage.sessions import Reader, Transaction

_NEWEST = newest(KeptVersion, by=(KeptVersion.body, KeptVersion.kind, KeptVersion.path))
_AFTER_SLASH = chr(ord("/") + 1)


async def kept(reader: Reader, kind: Kind[Shown], at: Address) -> Shown | None:
    """Return what stands at an address, as the reader's instant knows it."""
    version = await reader.first(_NEWEST.where(*_is(kind, at)))
    return None if version is None else kind.shown(version)


async def kept_after(
    reader: Reader, kind: Kind[Any], below: Address, last: str | None, *, limit: int
) -> Sequence[KeptVersion]:
    """Return what is kept of a kind right below an address, of which the name follows *last*."""
    chosen = _below(_NEWEST.where(KeptVersion.kind == kind.name), below)
    if last is not None:
        chosen = chosen.where(KeptVersion.path > below.below(last).path)
    return await reader.all(chosen.limit(limit))


async def all_kept(
    reader: Reader, below: Address, kinds: Collection[Kind[Any]]
) -> Sequence[KeptVersion]:
    """Return all that is kept of these kinds below an address, in one read."""
    chosen = _NEWEST.where(KeptVersion.kind.in_([kind.name for kind in kinds]))
    return await reader.all(_below(chosen, below))


async def everything(
    reader: Reader, kind: Kind[Shown], below: Address, *, last: str | None = None
) -> list[Shown]:
    """Return all that is kept of one kind below an address, by its path.

    Args:
        reader: Who reads.
        kind: What is read.
        below: Where it stands, however deep.
        last: Only what is called so among its kind, if it is given.
    """
    chosen = _below(_NEWEST.where(KeptVersion.kind == kind.name), below)
    if last is not None:
        chosen = chosen.where(KeptVersion.path.endswith(f"/{last}", autoescape=True))
    return [kind.shown(version) for version in await reader.all(chosen)]


async def count(reader: Reader, kind: Kind[Any], below: Address) -> int:
    """Return how many there are of a kind below an address, those that were removed too."""
    names = select(func.count(func.distinct(KeptVersion.path))).where(KeptVersion.kind == kind.name)
    [(number,)] = await reader.rows(_below(names, below))
    return int(number)


async def version_counts(
    reader: Reader, below: Address, kinds: Collection[Kind[Any]]
) -> dict[tuple[str, str], int]:
    """Return how many versions there are of each thing of these kinds, by its kind and path."""
    columns: list[Any] = [KeptVersion.kind, KeptVersion.path, func.count()]
    counts = (
        select(*columns)
        .where(KeptVersion.recorded_at <= KNOWN_AT)
        .where(KeptVersion.kind.in_([kind.name for kind in kinds]))
        .group_by(KeptVersion.kind, KeptVersion.path)
    )
    rows = await reader.rows(_below(counts, below))
    return {(kind, path): int(number) for kind, path, number in rows}


async def versions_before(
    reader: Reader, kind: Kind[Any], at: Address, instant: datetime | None, *, limit: int
) -> Sequence[KeptVersion]:
    """Return the versions of a thing older than *instant*, newest first."""
    versions = history(KeptVersion, before=instant).where(*_is(kind, at))
    return await reader.all(versions.limit(limit))


async def versions_by_name(
    reader: Reader,
    kind: Kind[Any],
    at: Address,
    before: tuple[str, datetime] | None,
    *,
    limit: int,
) -> Sequence[KeptVersion]:
    """Return every version at an address, or right below one: by name, and then newest, backwards.

    Args:
        before: Only those that come after this name and instant, in that order.
    """
    path, recorded_at = KeptVersion.path, KeptVersion.recorded_at
    chosen = history(KeptVersion, before=None).order_by(None)
    chosen = chosen.order_by(path.desc(), recorded_at.desc()).limit(limit)
    if len(at.parts) == len(kind.parts):
        chosen = chosen.where(*_is(kind, at))
    else:
        chosen = _below(chosen.where(KeptVersion.kind == kind.name), at)
    if before is not None:
        above = at.above if len(at.parts) == len(kind.parts) else at
        passed = tuple_(literal(above.below(before[0]).path), literal(before[1]))
        chosen = chosen.where(tuple_(path, recorded_at) < passed)
    return await reader.all(chosen)


def name_and_instant(version: KeptVersion) -> tuple[str, datetime]:
    """Return what a version is found by among all of its kind right below an address."""
    return version.path.rsplit("/", 1)[-1], version.recorded_at


async def steps_below(
    reader: Reader,
    below: Address,
    kinds: Collection[Kind[Any]],
    *,
    since: datetime,
    besides: Collection[str],
) -> Sequence[KeptVersion]:
    """Return what was recorded of each thing below an address from *since* on, oldest first.

    That is its first version, its last, and those between whose act is none of *besides*: however
    often a thing was kept anew, no more is read.
    """
    of_thing: dict[str, Any] = {
        "partition_by": (KeptVersion.body, KeptVersion.kind, KeptVersion.path),
        "order_by": KeptVersion.recorded_at,
    }
    beside = (
        func.lag(KeptVersion.act).over(**of_thing).label("act_before"),
        func.lead(KeptVersion.act).over(**of_thing).label("act_after"),
    )
    chosen = history(KeptVersion, before=None).order_by(None).add_columns(*beside)
    chosen = chosen.where(
        KeptVersion.kind.in_([kind.name for kind in kinds]), KeptVersion.recorded_at >= since
    )
    each = _below(chosen, below).subquery()
    version = aliased(KeptVersion, each)
    is_end = or_(each.c.act_before.is_(None), each.c.act_after.is_(None))
    steps = select(version).where(or_(is_end, each.c.act.not_in(besides)))
    return await reader.all(steps.order_by(each.c.recorded_at))


async def hands_of(reader: Reader, kind: Kind[Any], at: Address, act: str) -> list[Hand]:
    """Return who ever did *act* to a thing, each once."""
    columns: list[Any] = [KeptVersion.made_by, KeptVersion.made_by_holder]
    chosen = select(*columns).distinct().where(*_is(kind, at), KeptVersion.act == act)
    rows = await reader.rows(chosen.where(KeptVersion.recorded_at <= KNOWN_AT))
    return [Hand(client, holder) for client, holder in rows]


async def append(tx: Transaction, *versions: KeptVersion) -> None:
    """Keep new versions."""
    await tx.append(*versions)


def _is(kind: Kind[Any], at: Address) -> tuple[Any, ...]:
    return (KeptVersion.body == at.body, KeptVersion.kind == kind.name, KeptVersion.path == at.path)


def _below(chosen: Any, at: Address) -> Any:
    """Narrow to what stands below an address, however deep; in C collation it lies together."""
    chosen = chosen.where(KeptVersion.body == at.body)
    if not at.parts:
        return chosen
    path = KeptVersion.path
    return chosen.where(path > f"{at.path}/", path < f"{at.path}{_AFTER_SLASH}")
