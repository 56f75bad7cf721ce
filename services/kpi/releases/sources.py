"""Whence a release comes: what composed it, and hashes over the rows that it was worked out from.

What is frozen may be right while a row that it came from was changed where it does not show, such
as a figure's reason. So the hashes of whole rows are kept with the schedule, and told in its audit.
They are those of its own periods: what a body said of other years costs a release nothing.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from services.kpi.partnerships.queries import partnerships
from services.kpi.releases import composition, queries
from services.kpi.releases.origins import Origin, Spans, Years
from shared.calendar.periods import Period
from shared.publication import Finding
from shared.refusals import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from services.kpi.releases.tables import ReleaseBegun
    from shared.storage.sessions import Reader


async def origin_of(reader: Reader, body: str, release: UUID) -> tuple[ReleaseBegun, Origin]:
    """Return a release as it was begun, and whence it comes, as known to the reader.

    Raises:
        NotFound: If there is no such release.
    """
    begun = await queries.release_of(reader, body, release)
    if begun is None:
        message = "There is no release of this id."
        raise NotFound(message)
    every = await partnerships(reader)
    here = next((known for known in every if known.slug == body), None)
    councils = {body} if here is None else {stay.council for stay in here.members}
    lenders = {
        known.slug for known in every if any(stay.council in councils for stay in known.members)
    }
    spans = spans_of(Period.parse(begun.period))
    return begun, Origin(body, release, sorted(councils), sorted(lenders), spans)


def spans_of(at: Period) -> Spans:
    """Return the periods of which a release of *at* says something, or is worked out from.

    Figures of its year and of the year before, for the same period then, as far as they had ended
    by then; commentary on it and on each month in it; the targets of its year.
    """
    years = [year for year in (at.year.previous, at.year) if year is not None]
    every = {
        span
        for year in years
        for span in (year, *year.months, *(month.quarter for month in year.months))
    }
    return Spans(
        figures=sorted(str(span) for span in every if span.end <= at.end),
        commentary=sorted({str(span) for span in (at, *at.months)}),
        year=str(at.year),
    )


async def told_of(reader: Reader, origin: Origin) -> dict[str, Any]:
    """Return what is kept of where a release comes from."""
    columns = queries.source_columns()
    return {
        "councils": list(origin.councils),
        "lenders": list(origin.lenders),
        "spans": asdict(origin.spans),
        "composed_by": composition.COMPOSED_BY,
        "columns": columns,
        "hashes": await queries.fingerprints(reader, origin, columns),
    }


def read(told: Mapping[str, Any], body: str, release: UUID) -> Origin:
    """Return whence a release came, as it was kept; the first composition kept two years alone."""
    spans = Spans(**told["spans"]) if "spans" in told else Years(*told["years"])
    return Origin(body, release, told["councils"], told["lenders"], spans)


async def findings(reader: Reader, origin: Origin, told: Mapping[str, Any]) -> list[Finding]:
    """Return each table of which a row was changed, added or taken away since."""
    now = await queries.fingerprints(reader, origin, told["columns"])
    return [
        Finding("source_changed", (table,)) for table in now if now[table] != told["hashes"][table]
    ]
