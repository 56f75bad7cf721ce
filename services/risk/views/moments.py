"""Days and instants that views are asked about."""

from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import Query

from shared.calendar.working_days import LONDON
from shared.contracts.values import Day, Instant
from shared.refusals import Fault, FutureInstant
from shared.storage.sessions import Reader

Moment = Instant | Day
"""An instant, or a day: a day is as it was known at its end, London's midnight."""

OnDay = Annotated[
    Day | None,
    Query(
        description="The day on which reviews and actions are judged due or late; today's, or that "
        "of `known_at`, if left out."
    ),
]


def end_of(day: date) -> datetime:
    """Return the end of a day in London."""
    return datetime.combine(day + timedelta(days=1), time.min, LONDON)


def instant_of(moment: Moment, now: datetime, *, parameter: str) -> datetime:
    """Return the instant that is meant; of today, the time until now.

    Raises:
        FutureInstant: If it lies ahead.
    """
    if isinstance(moment, datetime):
        begins, ends = moment, moment
    else:
        begins, ends = datetime.combine(moment, time.min, LONDON), end_of(moment)
    if begins > now:
        fault = Fault("future_instant", "lies in the future", parameter=parameter)
        raise FutureInstant(errors=[fault])
    return min(ends, now)


async def day_of(reader: Reader, on: date | None) -> date:
    """Return the day that is asked about: London's of the reader's instant, unless it is told."""
    if on is not None:
        return on
    return (reader.known_at or await reader.now()).astimezone(LONDON).date()
