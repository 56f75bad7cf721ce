"""The day that a read compares dates with."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Query

from shared.calendar.working_days import day_in_london
from shared.contracts.values import NearDay
from shared.storage.sessions import Reader
from shared.web.asking import KnownAt
from shared.web.routing import Reads

OnAsked = Annotated[
    NearDay | None,
    Query(
        description="The day that dates are compared with. Left out, it is today in London, or "
        "the day of `known_at`. It does not change what is known."
    ),
]
"""The day of `on=`, if it is told; `day_asked` says which day that is."""


async def day_asked(reader: Reader, known_at: datetime | None, on: date | None) -> date:
    """Return the day that is asked about: by the database's clock, if it is not told."""
    if on is not None:
        return on
    return day_in_london(known_at or await reader.now())


async def _day_asked(reader: Reads, at: KnownAt, on: OnAsked = None) -> date:
    return await day_asked(reader, at.known_at, on)


DayAsked = Annotated[date, Depends(_day_asked)]
"""The day of `on=`; else that of `known_at`, or today by the database's clock, in London."""
