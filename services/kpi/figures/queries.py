"""All SQL about figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, insert, or_, select, tuple_

from services.kpi.figures.tables import FigureVersion
from shared.storage.prepared import Prepared
from shared.storage.versions import KNOWN_AT, newest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Select

    from shared.calendar.periods import Period
    from shared.storage.sessions import Reader, Transaction

_KEY = (FigureVersion.body, FigureVersion.indicator, FigureVersion.period)
_NEWEST = newest(FigureVersion, by=_KEY)
_APPENDED = Prepared(insert(FigureVersion.__table__))
_INSERTED_AT_ONCE = 2_000


async def figures_of_years(
    reader: Reader,
    bodies: Collection[str],
    years: Collection[Period],
    indicators: Collection[str] | None = None,
) -> Sequence[FigureVersion]:
    """Return every figure of these financial years, whatever its frequency."""
    # In C collation a year's own text comes before its months' and quarters', and 'R' after them.
    period = FigureVersion.period
    of_years = or_(*(and_(period >= str(year), period < f"{year}-R") for year in years))
    chosen = _NEWEST.where(FigureVersion.body.in_(bodies), of_years)
    if indicators is not None:
        chosen = chosen.where(FigureVersion.indicator.in_(indicators))
    return await reader.all(chosen)


async def current_figures(
    reader: Reader, body: str, indicators: Collection[str], periods: Collection[str]
) -> dict[tuple[str, str], FigureVersion]:
    """Return a body's figures of these indicators and periods, by indicator and period."""
    chosen = _NEWEST.where(
        FigureVersion.body == body,
        FigureVersion.indicator.in_(indicators),
        FigureVersion.period.in_(periods),
    )
    return {(figure.indicator, figure.period): figure for figure in await reader.all(chosen)}


async def figures_after(
    reader: Reader,
    body: str,
    after: tuple[Any, ...] | None,
    *,
    indicator: str | None,
    period: str | None,
    limit: int,
) -> Sequence[FigureVersion]:
    """Return a body's figures in their newest version, by indicator and period."""
    chosen = _chosen(_NEWEST, body, indicator, period)
    if after is not None:
        chosen = chosen.where(tuple_(FigureVersion.indicator, FigureVersion.period) > after)
    return await reader.all(chosen.limit(limit))


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


async def append_versions(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    """Keep new versions."""
    for start in range(0, len(rows), _INSERTED_AT_ONCE):
        await tx.keep(_APPENDED, *rows[start : start + _INSERTED_AT_ONCE])


def _chosen(
    statement: Select[FigureVersion], body: str, indicator: str | None, period: str | None
) -> Select[FigureVersion]:
    chosen = statement.where(FigureVersion.body == body)
    if indicator is not None:
        chosen = chosen.where(FigureVersion.indicator == indicator)
    if period is not None:
        chosen = chosen.where(FigureVersion.period == period)
    return chosen
