"""The day that a read compares dates with, and those on which something is said to have been."""

from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, Query

from shared.calendar.dates import FIRST_DAY
from shared.calendar.working_days import day_in_london
from shared.contracts.values import NearDay
from shared.refusals import Fault, Invalid
from shared.web.asking import KnownAt
from shared.web.routing import Reads

OnAsked = Annotated[
    NearDay | None,
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


def check_been(
    day: date | None, recorded_at: datetime, pointer: str, ahead: str = "day_in_future"
) -> None:
    """Check the day on which something is said to have been, if one is told.

    Args:
        ahead: The code of a day that is still to come.

    Raises:
        Invalid: If it is still to come, or lies before any that the service keeps.
    """
    if day is None:
        return
    if day > day_in_london(recorded_at):
        message = "lies in the future; say it when it is so"
        raise Invalid(errors=[Fault(ahead, message, pointer=pointer)])
    if day < FIRST_DAY:
        message = f"lies before {FIRST_DAY.year}"
        raise Invalid(errors=[Fault("day_too_early", message, pointer=pointer)])
