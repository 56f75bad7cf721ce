"""All SQL about figures."""

from __future__ import annotations

import asyncio
from datetime import datetime
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Text, any_, bindparam, column, select, table, true, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from services.kpi.figures.tables import FigureVersion
from shared.contracts.kpi.vocabulary import KeptStatus
from shared.refusals import Unavailable
from shared.storage.bulk import copy_text
from shared.storage.columns import INSTANT
from shared.storage.prepared import Prepared
from shared.storage.versions import KNOWN_AT, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Select

    from shared.calendar.periods import Period
    from shared.storage.sessions import Reader, Transaction

_KEY = (FigureVersion.body, FigureVersion.indicator, FigureVersion.period)
_NEWEST = newest(FigureVersion, by=_KEY)
_of_codes = FigureVersion.indicator == any_(bindparam("codes", type_=ARRAY(Text)))
_of_periods = FigureVersion.period == any_(bindparam("periods", type_=ARRAY(Text(collation="C"))))
_between = _NEWEST.where(
    FigureVersion.body == any_(bindparam("bodies", type_=ARRAY(Text))),
    FigureVersion.period >= bindparam("first"),
    FigureVersion.period < bindparam("past"),
).with_only_columns(
    *_KEY,
    FigureVersion.numerator,
    FigureVersion.denominator,
    FigureVersion.value,
    FigureVersion.basis,
    FigureVersion.status,
    FigureVersion.recorded_at,
    FigureVersion.submission,
)
_BETWEEN = Prepared(_between)
_BETWEEN_OF_CODES = Prepared(_between.where(_of_codes))
_CURRENT = Prepared(
    _NEWEST.where(
        FigureVersion.body == bindparam("body"),
        _of_codes,
        _of_periods,
    ).with_only_columns(
        FigureVersion.indicator,
        FigureVersion.period,
        FigureVersion.numerator,
        FigureVersion.denominator,
        FigureVersion.value,
        FigureVersion.status,
        FigureVersion.explanation,
    )
)
OWN = (
    "indicator",
    "period",
    "numerator",
    "denominator",
    "value",
    "basis",
    "status",
    "reason",
    "explanation",
)
"""What each figure of a submission says for itself, in the order in which it is kept."""

_COPIED_FROM = 100
"""Figures from which on a temporary table is worth its while."""

# Under PgBouncer the table outlives the process that made it: another shape takes another name.
_LOADING = """
    CREATE TEMPORARY TABLE IF NOT EXISTS figures_loading (
        load bigint, indicator text, period text, numerator numeric, denominator numeric,
        value numeric, basis text, status text, reason text, explanation text
    ) ON COMMIT DELETE ROWS
"""
_LOADS = count()
"""Each load that goes into the temporary table has a number: a transaction may bring several."""

_loading = table("figures_loading", *(column(name) for name in ("load", *OWN)))
_ALIKE = tuple(kept.key for kept in FigureVersion.__table__.columns if kept.key not in OWN)
_TOUCHED_BY = Prepared(
    select(FigureVersion.indicator, FigureVersion.period).where(
        FigureVersion.body == bindparam("body"),
        FigureVersion.submission == bindparam("of_submission"),
        FigureVersion.recorded_at == any_(bindparam("instants", type_=ARRAY(INSTANT))),
    )
)
_VERSIONS = Prepared(
    select(
        FigureVersion.indicator,
        FigureVersion.period,
        FigureVersion.recorded_at,
        FigureVersion.submission,
        FigureVersion.numerator,
        FigureVersion.denominator,
        FigureVersion.value,
        FigureVersion.basis,
        FigureVersion.status,
        FigureVersion.explanation,
        FigureVersion.source_system,
        FigureVersion.source_revision,
        FigureVersion.extracted_at,
    )
    .where(FigureVersion.body == bindparam("body"), _of_codes, _of_periods)
    .order_by(FigureVersion.indicator, FigureVersion.period, FigureVersion.recorded_at)
)
_APPENDED = Prepared(insert(FigureVersion))
_MOVED_IN = Prepared(
    insert(FigureVersion)
    .from_select(
        [*_ALIKE, *OWN],
        select(
            *(bindparam(name, type_=FigureVersion.__table__.c[name].type) for name in _ALIKE),
            *(_loading.c[name] for name in OWN),
        ).where(_loading.c.load == bindparam("load", type_=BigInteger)),
    )
    .returning(true())  # an ON CONFLICT would cost 2 us more a row (measured)
)


class Standing(NamedTuple):
    """What a figure says as it stands."""

    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    status: str
    explanation: str | None


class Version(NamedTuple):
    """A figure in one version."""

    indicator: str
    period: str
    recorded_at: datetime
    submission: UUID
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    basis: str | None
    status: str
    explanation: str | None
    source_system: str | None
    source_revision: str | None
    extracted_at: datetime | None


async def touched_by(
    reader: Reader, body: str, submission: UUID, instants: Collection[datetime]
) -> set[tuple[str, str]]:
    """Return indicator and period of the figures that a submission touched.

    *instants* are those at which it made versions.
    """
    asked = {"body": body, "of_submission": submission, "instants": list(instants)}
    return {(code, period) for code, period in await reader.records(_TOUCHED_BY, **asked)}


async def versions_of(
    reader: Reader, body: str, submission: UUID, instants: Collection[datetime]
) -> Sequence[Version]:
    """Return every version of the figures that a submission touched, by key, oldest first.

    *instants* are those at which it made versions.
    """
    keys = await touched_by(reader, body, submission, instants)
    # In two steps: of 10,000 figures, a join of both takes more than the deadline (measured).
    codes, periods = list({code for code, _ in keys}), list({period for _, period in keys})
    found = await reader.records(_VERSIONS, body=body, codes=codes, periods=periods)
    versions = (Version(*record) for record in found)
    return [one for one in versions if (one.indicator, one.period) in keys]


async def figures_between(
    reader: Reader,
    bodies: Collection[str],
    first: Period,
    last: Period,
    indicators: Collection[str] | None = None,
) -> Sequence[tuple[Any, ...]]:
    """Return every figure from one financial year to another, whatever its frequency.

    Each as body, indicator, period, numerator, denominator, value, basis, status, recorded at,
    submission. What was rejected and had nothing before it has the status `rejected`.
    """
    # In C collation a year's own text comes before its months' and quarters', and 'R' after them.
    asked = {"bodies": list(bodies), "first": str(first), "past": f"{last}-R"}
    if indicators is None:
        return await reader.records(_BETWEEN, **asked)
    return await reader.records(_BETWEEN_OF_CODES, **asked, codes=list(indicators))


async def current_figures(
    reader: Reader, body: str, indicators: Collection[str], periods: Collection[str]
) -> dict[tuple[str, str], Standing]:
    """Return a body's figures of these indicators and periods, by indicator and period."""
    asked = {"body": body, "codes": sorted(indicators), "periods": sorted(periods)}
    return {
        (indicator, period): Standing(*says)
        for indicator, period, *says in await reader.records(_CURRENT, **asked)
        if says[3] != KeptStatus.REJECTED
    }


async def figures_after(
    reader: Reader,
    body: str,
    after: tuple[Any, ...] | None,
    *,
    indicator: str | None,
    period: str | None,
    limit: int,
) -> Sequence[FigureVersion]:
    """Return a body's figures in their newest version, by indicator and period.

    What was rejected and had nothing before it is no figure.
    """
    chosen = _chosen(_NEWEST, body, indicator, period)
    if after is not None:
        chosen = chosen.where(tuple_(FigureVersion.indicator, FigureVersion.period) > after)
    standing = aliased(FigureVersion, chosen.subquery())
    standing_only = select(standing).where(standing.status != KeptStatus.REJECTED)
    by_key = standing_only.order_by(standing.indicator, standing.period)
    return await reader.all(by_key.limit(limit))


async def versions_after(
    reader: Reader,
    body: str,
    after: tuple[Any, ...] | None,
    *,
    indicator: str | None,
    period: str | None,
    limit: int,
) -> Sequence[FigureVersion]:
    """Return every version of a body's figures known to the reader, oldest first within each."""
    key = (FigureVersion.indicator, FigureVersion.period, FigureVersion.recorded_at)
    known = select(FigureVersion).where(FigureVersion.recorded_at <= KNOWN_AT)
    chosen = _chosen(known, body, indicator, period)
    if after is not None:
        chosen = chosen.where(tuple_(*key) > after)
    return await reader.all(chosen.order_by(*key).limit(limit))


async def append_versions(
    tx: Transaction, alike: Mapping[str, Any], figures: Sequence[Sequence[Any]]
) -> None:
    """Keep new versions of one body's figures.

    Args:
        tx: Holds the body.
        alike: What they have in common, by column: body, instant, source and submission.
        figures: The other columns of each, in the order of `OWN`.
    """
    if len(figures) < _COPIED_FROM:
        rows = [{**alike, **dict(zip(OWN, figure, strict=True))} for figure in figures]
        await tx.keep(_APPENDED, *rows)
        return
    await tx.say(_LOADING)
    load = next(_LOADS)
    lines = await asyncio.to_thread(_copied, load, figures)
    await tx.copy("figures_loading", ("load", *OWN), lines)
    if len(await tx.records(_MOVED_IN, **alike, load=load)) != len(figures):
        raise Unavailable


def _copied(load: int, figures: Sequence[Sequence[Any]]) -> bytes:
    return copy_text([(load, *figure) for figure in figures])


def _chosen(
    statement: Select[FigureVersion], body: str, indicator: str | None, period: str | None
) -> Select[FigureVersion]:
    chosen = statement.where(FigureVersion.body == body)
    if indicator is not None:
        chosen = chosen.where(FigureVersion.indicator == indicator)
    if period is not None:
        chosen = chosen.where(FigureVersion.period == period)
    return chosen
