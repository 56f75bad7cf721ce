"""Whence a release comes: hashes over the rows that it was worked out from.

What is frozen may be right while a row that it came from was changed where it does not show, such
as a figure's reason. So the hashes of whole rows are kept with the schedule, and told in its audit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.kpi.partnerships.queries import partnerships
from services.kpi.releases import queries
from services.kpi.releases.queries import Origin
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
    year = Period.parse(begun.period).year
    years = (str(year.previous or year), str(year))
    return begun, Origin(body, release, sorted(councils), sorted(lenders), years)


async def told_of(reader: Reader, origin: Origin) -> dict[str, Any]:
    """Return what is kept of where a release comes from."""
    columns = queries.source_columns()
    return {
        "councils": list(origin.councils),
        "lenders": list(origin.lenders),
        "years": list(origin.years),
        "columns": columns,
        "hashes": await queries.fingerprints(reader, origin, columns),
    }


def read(told: Mapping[str, Any], body: str, release: UUID) -> Origin:
    """Return whence a release came, as it was kept."""
    first, last = told["years"]
    return Origin(body, release, told["councils"], told["lenders"], (first, last))


async def findings(reader: Reader, origin: Origin, told: Mapping[str, Any]) -> list[Finding]:
    """Return each table of which a row was changed, added or taken away since."""
    now = await queries.fingerprints(reader, origin, told["columns"])
    return [
        Finding("source_changed", (table,)) for table in now if now[table] != told["hashes"][table]
    ]
