"""All SQL about releases; that about consultations and early access stands in files beside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ARRAY, Text, Uuid, and_, any_, cast, exists, func, literal, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from services.kpi.approval.tables import SubmissionAct
from services.kpi.commentary.tables import CommentaryVersion
from services.kpi.figures.tables import FigureVersion
from services.kpi.indicators.tables import IndicatorVersion
from services.kpi.partnerships.tables import PartnershipVersion
from services.kpi.releases.origins import Years
from services.kpi.releases.tables import (
    ActOnRelease,
    CirculatedDraft,
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


async def newest_acts(
    reader: Reader, body: str, releases: Collection[UUID]
) -> dict[UUID, list[ReleaseAct]]:
    """Return what was done to the newest draft of each of these, oldest first; little else.

    To one draft each kind of act is done once at most, so a few of the last acts have them all.
    """
    asked = select(ReleaseBegun.id).where(ReleaseBegun.body == body, ReleaseBegun.id.in_(releases))
    each = asked.subquery()
    last = (
        select(ReleaseAct)
        .where(ReleaseAct.body == body, ReleaseAct.release == each.c.id)
        .order_by(ReleaseAct.recorded_at.desc())
        .limit(len(ActOnRelease))
        .lateral()
    )
    found = aliased(ReleaseAct, last)
    acts: dict[UUID, list[ReleaseAct]] = {release: [] for release in releases}
    for act in await reader.all(
        select(found).select_from(each.join(last, true())).order_by(found.recorded_at)
    ):
        acts[act.release].append(act)
    return acts


async def superseded(
    reader: Reader, body: str, releases: Collection[UUID], now: datetime
) -> frozenset[UUID]:
    """Return which of these releases a public one corrects."""

    def is_done(what: ActOnRelease, *more: Any) -> Any:
        act = ReleaseAct.act == what
        of_it = ReleaseAct.body == body, ReleaseAct.release == ReleaseBegun.id
        return exists().where(*of_it, act, *more)

    found = await reader.all(
        select(ReleaseBegun.supersedes).where(
            ReleaseBegun.body == body,
            ReleaseBegun.supersedes.in_(releases),
            is_done(ActOnRelease.SCHEDULED, ReleaseAct.publish_at <= now),
            ~is_done(ActOnRelease.CANCELLED),
        )
    )
    return frozenset(one for one in found if one is not None)


async def acts_after(
    reader: Reader, body: str, release: UUID, after: datetime | None, *, limit: int
) -> Sequence[ReleaseAct]:
    """Return what was done to a release after an instant, oldest first."""
    chosen = select(ReleaseAct).where(ReleaseAct.body == body, ReleaseAct.release == release)
    if after is not None:
        chosen = chosen.where(ReleaseAct.recorded_at > after)
    return await reader.all(chosen.order_by(ReleaseAct.recorded_at).limit(limit))


async def target_setters(
    reader: Reader, bodies: Collection[str], year: str
) -> Sequence[tuple[str, str, Hand]]:
    """Return the bodies' targets of a year that are in force, each with who set it."""
    chosen = _TARGETS.where(TargetVersion.body.in_(bodies), TargetVersion.year == year)
    return [
        (one.body, one.indicator, Hand(one.set_by, one.set_by_holder))
        for one in await reader.all(chosen)
    ]


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
