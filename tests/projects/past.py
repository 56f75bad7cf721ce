"""The past, into which a test puts what it has just done: the database's clock is not to be set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from shared.contracts.values import instant_text

if TYPE_CHECKING:
    from tests.projects.planning import Planning

_OF_TODAY: Final = datetime(2020, 1, 1, tzinfo=UTC)
"""What was recorded later has not been put into the past yet."""


async def happened(planning: Planning, at: str) -> None:
    """Put all that was done to a plan since the last call to an instant, a millisecond apart."""
    admin = await planning.suite.database.admin.connect()
    found = await admin.fetch(
        "SELECT kind, path, recorded_at, content::text AS said FROM projects.kept_versions"
        " WHERE body = $1 AND (path = $2 OR path LIKE $2 || '/%') AND recorded_at > $3"
        " ORDER BY recorded_at",
        planning.body,
        planning.plan,
        _OF_TODAY,
    )
    then = datetime.fromisoformat(at)
    times = {
        each["recorded_at"]: then + timedelta(milliseconds=number)
        for number, each in enumerate(found)
    }
    for each in found:
        said = each["said"]
        for was, now in times.items():
            said = said.replace(instant_text(was), instant_text(now))
        await admin.execute(
            "UPDATE projects.kept_versions SET recorded_at = $1, content = $2::jsonb"
            " WHERE body = $3 AND kind = $4 AND path = $5 AND recorded_at = $6",
            times[each["recorded_at"]],
            said,
            planning.body,
            each["kind"],
            each["path"],
            each["recorded_at"],
        )
    await admin.close()
