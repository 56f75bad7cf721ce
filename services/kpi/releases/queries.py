"""All SQL about releases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ARRAY, Text, Uuid, and_, any_, cast, func, literal, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from services.kpi.approval.tables import SubmissionAct
from services.kpi.commentary.tables import CommentaryVersion
from services.kpi.figures.tables import FigureVersion
from services.kpi.indicators.tables import IndicatorVersion
from services.kpi.partnerships.tables import PartnershipVersion
from services.kpi.releases.origins import Years
from services.kpi.releases.tables import (
    CirculatedDraft,
    EarlyAccess,
    ReleaseAct,
    ReleaseBegun,
    ReleaseVoice,
)
from services.kpi.targets.tables import TargetVersion
from shared.security.hands import Hand
from shared.storage.columns import INSTANT
from shared.storage.versions import KNOWN_AT, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from services.kpi.releases.origins import Origin
    from shared.storage.sessions import Reader, Transaction

_TARGETS = newest(
    TargetVersion, by=(TargetVersion.body, TargetVersion.year, TargetVersion.indicator)
)
_SOURCES: Final[Mapping[str, Any]] = {
    table.__tablename__: table
    for table in (
        FigureVersion,
        TargetVersion,
        CommentaryVersion,
        SubmissionAct,
        IndicatorVersion,
        PartnershipVersion,
        ReleaseAct,
        CirculatedDraft,
        ReleaseVoice,
    )
}
"""The tables that a release is worked out from, or was decided by."""

_CIRCULATED = newest(CirculatedDraft, by=(CirculatedDraft.body, CirculatedDraft.release))


async def release_of(reader: Reader, body: str, release: UUID) -> ReleaseBegun | None:
    """Return a release of a body as it was begun."""
    return await reader.first(
        select(ReleaseBegun).where(ReleaseBegun.body == body, ReleaseBegun.id == release)
    )


async def releases_before(
    reader: Reader, body: str, before: datetime | None, *, limit: int
) -> Sequence[ReleaseBegun]:
    """Return a body's releases begun before an instant, newest first."""
    chosen = select(ReleaseBegun).where(ReleaseBegun.body == body)
    if before is not None:
        chosen = chosen.where(ReleaseBegun.recorded_at < before)
    return await reader.all(chosen.order_by(ReleaseBegun.recorded_at.desc()).limit(limit))


async def releases_of(
    reader: Reader, body: str, periods: Collection[str]
) -> Sequence[ReleaseBegun]:
    """Return every release of a body and these periods, oldest first."""
    return await reader.all(
        select(ReleaseBegun)
        .where(ReleaseBegun.body == body, ReleaseBegun.period.in_(periods))
        .order_by(ReleaseBegun.recorded_at)
    )


async def acts_of(
    reader: Reader, body: str, releases: Collection[UUID]
) -> dict[UUID, list[ReleaseAct]]:
    """Return what was done to these releases, each oldest first."""
    acts: dict[UUID, list[ReleaseAct]] = {release: [] for release in releases}
    for act in await reader.all(
        select(ReleaseAct)
        .where(
            ReleaseAct.body == body,
            ReleaseAct.release.in_(releases),
            ReleaseAct.recorded_at <= KNOWN_AT,
        )
        .order_by(ReleaseAct.recorded_at)
    ):
        acts[act.release].append(act)
    return acts


async def voices_on(
    reader: Reader, of_body: str, release: UUID, members: Collection[str] | None = None
) -> Sequence[ReleaseVoice]:
    """Return what these members, or all whom the reader may read, said, oldest first."""
    chosen = select(ReleaseVoice).where(
        ReleaseVoice.of_body == of_body, ReleaseVoice.release == release
    )
    if members is not None:
        chosen = chosen.where(ReleaseVoice.body.in_(members))
    return await reader.all(chosen.order_by(ReleaseVoice.recorded_at, ReleaseVoice.body))


async def target_setters(
    reader: Reader, bodies: Collection[str], year: str
) -> Sequence[tuple[str, str, Hand]]:
    """Return the bodies' targets of a year that are in force, each with who set it."""
    chosen = _TARGETS.where(TargetVersion.body.in_(bodies), TargetVersion.year == year)
    return [
        (one.body, one.indicator, Hand(one.set_by, one.set_by_holder))
        for one in await reader.all(chosen)
    ]


async def circulated_to(
    reader: Reader, member: str, before: datetime | None, *, limit: int
) -> Sequence[CirculatedDraft]:
    """Return the newest word on each release that was circulated to a member, newest first."""
    last = _CIRCULATED.where(any_(CirculatedDraft.members) == member).subquery()
    chosen = select(CirculatedDraft).join(
        last,
        (CirculatedDraft.body == last.c.body)
        & (CirculatedDraft.release == last.c.release)
        & (CirculatedDraft.recorded_at == last.c.recorded_at),
    )
    if before is not None:
        chosen = chosen.where(CirculatedDraft.recorded_at < before)
    return await reader.all(chosen.order_by(CirculatedDraft.recorded_at.desc()).limit(limit))


async def circulations_of(reader: Reader, release: UUID, member: str) -> Sequence[CirculatedDraft]:
    """Return what a member was given of a release, newest first."""
    return await reader.all(
        select(CirculatedDraft)
        .where(CirculatedDraft.release == release, any_(CirculatedDraft.members) == member)
        .order_by(CirculatedDraft.recorded_at.desc())
    )


async def circulation(reader: Reader, body: str, release: UUID) -> CirculatedDraft | None:
    """Return the newest word on a body's release that the members were given."""
    return await reader.first(
        _CIRCULATED.where(CirculatedDraft.body == body, CirculatedDraft.release == release)
    )


async def accesses(reader: Reader, body: str, release: UUID) -> Sequence[EarlyAccess]:
    """Return who was let in early, and whose access ended, oldest first."""
    return await reader.all(
        select(EarlyAccess)
        .where(EarlyAccess.body == body, EarlyAccess.release == release)
        .order_by(EarlyAccess.recorded_at)
    )


async def access_of(reader: Reader, body: str, release: UUID, client: str) -> EarlyAccess | None:
    """Return the newest word on a client's early access."""
    return await reader.first(
        select(EarlyAccess)
        .where(
            EarlyAccess.body == body,
            EarlyAccess.release == release,
            EarlyAccess.client == client,
        )
        .order_by(EarlyAccess.recorded_at.desc())
    )


def source_columns() -> dict[str, list[str]]:
    """Return every column of every table that a release is worked out from."""
    return {name: list(table.__table__.columns.keys()) for name, table in _SOURCES.items()}


async def fingerprints(
    reader: Reader, origin: Origin, columns: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Return the SHA-256 over the rows known to the reader that a release comes from, by table.

    It covers *columns*, those that there were when the release was frozen: one that a later
    migration adds changes nothing.
    """
    # Named one by one, so that their acts are found by the key, whatever else is known of a body.
    submissions = await reader.all(
        select(FigureVersion.submission)
        .distinct()
        .where(FigureVersion.recorded_at <= KNOWN_AT, _comes_from(FigureVersion, origin))
    )
    found = {}
    for name, its in columns.items():
        table = _SOURCES[name]
        cells = [getattr(table, column) for column in its]
        told = [
            func.extract("epoch", cell) if isinstance(cell.type, type(INSTANT)) else cell
            for cell in cells
        ]
        line = cast(func.jsonb_build_array(*told), Text)
        lines = func.string_agg(line, aggregate_order_by(literal("\n"), line.collate("C")))
        chosen = select(func.encode(func.sha256(func.convert_to(lines, "UTF8")), "hex")).where(
            table.recorded_at <= KNOWN_AT, _comes_from(table, origin, submissions)
        )
        found[name] = (await reader.first(chosen)) or ""
    return found


def _comes_from(table: Any, origin: Origin, submissions: Collection[UUID] = ()) -> Any:
    if "body" not in table.__table__.columns:
        return true()
    if table in {ReleaseAct, CirculatedDraft}:
        return and_(table.body == origin.body, table.release == origin.release)
    bodies = {origin.body, *origin.councils}
    if table is TargetVersion:
        bodies |= set(origin.lenders)
    whose = table.body.in_(sorted(bodies))
    if table is ReleaseVoice:
        return and_(whose, table.of_body == origin.body, table.release == origin.release)
    return and_(whose, _within(table, origin, submissions))


def _within(table: Any, origin: Origin, submissions: Collection[UUID]) -> Any:
    """Return the condition that a row is of the periods that count.

    An act is of its submission, and counts if any version of a figure that counts came with it.
    """
    spans = origin.spans
    if isinstance(spans, Years):
        if table is not FigureVersion:
            return true()
        return and_(table.period >= spans.first, table.period < f"{spans.last}-R")
    if table is FigureVersion:
        return table.period.in_(spans.figures)
    if table is CommentaryVersion:
        return table.period.in_(spans.commentary)
    if table is TargetVersion:
        return table.year == spans.year
    return table.submission == any_(literal(list(submissions), ARRAY(Uuid)))


async def append(tx: Transaction, *rows: object) -> None:
    """Keep what was done or said."""
    await tx.append(*rows)
