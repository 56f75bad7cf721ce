"""All SQL about risks."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ARRAY, Text, any_, func, literal, select
from sqlalchemy.orm import aliased

from services.risk.risks.rules import Naming
from services.risk.risks.tables import RiskVersion
from shared.contracts.risk.risks import RiskContent
from shared.contracts.risk.vocabulary import HiddenField, RiskState
from shared.security.hands import Hand
from shared.storage.columns import among
from shared.storage.versions import KNOWN_AT, STOOD_AT, history, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from enum import StrEnum

    from sqlalchemy import Select
    from sqlalchemy.orm import InstrumentedAttribute

    from shared.storage.sessions import Reader, Transaction

Thing = TypeVar("Thing", str, tuple[str, str])

_NEWEST = newest(RiskVersion, by=(RiskVersion.body, RiskVersion.reference))


def content(version: RiskVersion) -> RiskContent:
    """Return a version whole, Part 2 and all: not to be answered as it is."""
    return RiskContent(
        body=version.body,
        reference=version.reference,
        register_code=version.register,
        state=RiskState(version.state),
        state_reason=version.state_reason,
        state_reason_is_confidential=version.state_reason_is_confidential,
        recorded_at=version.recorded_at,
        **version.definition,
    )


async def risk(reader: Reader, body: str, reference: str) -> RiskContent | None:
    """Return a risk as the reader's instant knows it."""
    version = await reader.first(
        _NEWEST.where(RiskVersion.body == body, RiskVersion.reference == reference)
    )
    return None if version is None else content(version)


async def risks(
    reader: Reader,
    body: str,
    *,
    register: str | None = None,
    references: Collection[str] | None = None,
) -> Sequence[RiskContent]:
    """Return a body's risks, those of one of its registers, or some by name, by reference."""
    chosen = _chosen(body, register, None, references=references)
    return [content(each) for each in await reader.all(chosen)]


async def in_any_case(reader: Reader, body: str, references: Iterable[str]) -> dict[str, str]:
    """Return which risks of a body have one of these references but for its case.

    Each by its reference in small letters; of several that stand, the first by reference.
    """
    small = func.lower(RiskVersion.reference.collate("C"))
    asked = [reference.lower() for reference in references]
    statement = (
        select(small, func.min(RiskVersion.reference.collate("C")))
        .where(RiskVersion.body == body, small == any_(literal(asked, ARRAY(Text))))
        .group_by(small)
    )
    return dict(tuple(row) for row in await reader.rows(statement))


async def risks_in(reader: Reader, body: str, register: str) -> int:
    """Return how many risks stand in a register, whatever their state."""
    standing = _chosen(body, register, None).order_by(None).subquery()
    [(count,)] = await reader.rows(select(func.count()).select_from(standing))
    return int(count)


async def risks_after(
    reader: Reader,
    body: str,
    reference: str | None,
    *,
    register: str | None,
    state: RiskState | None,
    limit: int,
) -> Sequence[RiskVersion]:
    """Return a body's risks whose reference follows *reference*."""
    chosen = _chosen(body, register, state, after=reference)
    return await reader.all(chosen.limit(limit))


def _chosen(
    body: str,
    register: str | None,
    state: RiskState | None,
    *,
    after: str | None = None,
    references: Collection[str] | None = None,
) -> Select[RiskVersion]:
    """Return the statement for the newest versions that stand in a register, or a state, now.

    Both may change from version to version, so they are asked of the newest alone.
    """
    of_body = _NEWEST.where(RiskVersion.body == body)
    if after is not None:
        of_body = of_body.where(RiskVersion.reference > after)
    if references is not None:
        of_body = of_body.where(among(RiskVersion.reference, references))
    current = aliased(RiskVersion, of_body.subquery())
    chosen = select(current).order_by(current.reference)
    if register is not None:
        chosen = chosen.where(current.register == register)
    return chosen if state is None else chosen.where(current.state == state)


async def versions_before(
    reader: Reader, body: str, reference: str, instant: datetime | None, *, limit: int
) -> Sequence[RiskVersion]:
    """Return a risk's versions older than *instant*, newest first."""
    versions = history(RiskVersion, before=instant).where(
        RiskVersion.body == body, RiskVersion.reference == reference
    )
    return await reader.all(versions.limit(limit))


async def hidden_now(
    reader: Reader, body: str, references: Collection[str]
) -> Mapping[str, Mapping[str, datetime]]:
    """Return for each of these risks, by field, the newest version in which that was Part 2.

    As of today, whatever the reader's instant, unless it reads as it stood.
    """
    statement = fields_hidden(RiskVersion, RiskVersion.reference).where(
        RiskVersion.body == body, among(RiskVersion.reference, references)
    )
    return by_thing(await reader.rows(statement), HiddenField)


def fields_hidden(table: Any, *thing: InstrumentedAttribute[str]) -> Select[Any]:
    """Return the statement for each thing, each field ever Part 2 of it, and the last instant.

    Args:
        table: Of versions, each with what it says of `confidential` in its definition.
        thing: What a thing is called, column by column.
    """
    fields = func.jsonb_array_elements_text(table.definition["confidential"])
    field = fields.table_valued("value", joins_implicitly=True).c.value
    columns: list[Any] = [*thing, field, func.max(table.recorded_at)]
    return select(*columns).where(table.recorded_at <= STOOD_AT).group_by(*thing, field)


def by_thing(
    found: Iterable[tuple[Thing, str, datetime]], fields: type[StrEnum]
) -> Mapping[Thing, Mapping[str, datetime]]:
    """Return what `fields_hidden` found by thing; of one that hid nothing, nothing."""
    last: defaultdict[Thing, dict[str, datetime]] = defaultdict(dict)
    for thing, field, recorded_at in found:
        last[thing][fields(field)] = recorded_at
    return last


async def indicators_named(
    reader: Reader, body: str, references: Collection[str]
) -> dict[str, list[Naming]]:
    """Return which indicators each of these risks named from when on, oldest first."""
    columns: list[Any] = [
        RiskVersion.reference,
        RiskVersion.recorded_at,
        RiskVersion.definition["indicators"],
    ]
    versions = (
        select(*columns)
        .where(
            RiskVersion.body == body,
            among(RiskVersion.reference, references),
            RiskVersion.recorded_at <= KNOWN_AT,
        )
        .order_by(RiskVersion.reference, RiskVersion.recorded_at)
    )
    found: dict[str, list[Naming]] = {}
    for reference, since, indicators in await reader.rows(versions):
        found.setdefault(reference, []).append(Naming(since, indicators))
    return found


async def append_version(tx: Transaction, version: RiskVersion) -> RiskContent:
    """Keep a new version."""
    await tx.append(version)
    return content(version)


async def hands_of(reader: Reader, body: str, reference: str) -> Sequence[Hand]:
    """Return who ever defined a risk, or took a step of it."""
    versions = history(RiskVersion, before=None).where(
        RiskVersion.body == body, RiskVersion.reference == reference
    )
    return [Hand(each.made_by, each.made_by_holder) for each in await reader.all(versions)]


async def first_recorded(
    reader: Reader, body: str, references: Collection[str] | None = None
) -> dict[str, datetime]:
    """Return since when each of a body's risks, or of these, is known."""
    columns: list[Any] = [RiskVersion.reference, func.min(RiskVersion.recorded_at)]
    since = (
        select(*columns)
        .where(RiskVersion.body == body, RiskVersion.recorded_at <= KNOWN_AT)
        .group_by(RiskVersion.reference)
    )
    if references is not None:
        since = since.where(among(RiskVersion.reference, references))
    return dict(tuple(row) for row in await reader.rows(since))
