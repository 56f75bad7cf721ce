"""The day that a read compares dates with."""

from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Query
from pydantic import Field

from shared.calendar.dates import FIRST_YEAR, LAST_YEAR
from shared.calendar.working_days import day_in_london
from shared.contracts.values import Day
from shared.web.asking import KnownAt
from shared.web.routing import Reads

_FIRST: Final = date(FIRST_YEAR, 1, 1)
_LAST: Final = date(LAST_YEAR, 12, 31)

OnAsked = Annotated[
    Annotated[
        Day,
        Field(ge=_FIRST, le=_LAST, json_schema_extra={"pattern": "^(19|2[01])[0-9]{2}-"}),
    ]
    | None,
    Query(
        description="The day that is asked about. Left out, it is today in London, or the day of "
        "`known_at`. It does not change what is known."
    ),
]
"""The day of `on=`, if it is told."""


async def day_asked(reader: Reads, at: KnownAt, on: OnAsked = None) -> date:
    """Return the day of `on=`; else that of `known_at`, or today by the database's clock."""
    if on is not None:
        return on
    return day_in_london(at.known_at or await reader.now())


DayAsked = Annotated[date, Depends(day_asked)]
"""The day of `on=`; else that of `known_at`, or today by the database's clock, in London."""
