"""Days and instants that views are asked about."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from shared.calendar.working_days import LONDON
from shared.contracts.values import Day, Instant
from shared.refusals import Fault, FutureInstant

A_MOMENT: Final = timedelta(microseconds=1)
"""The shortest time there is: what was recorded before an instant was so by a moment earlier."""

Moment = Instant | Day
"""An instant, or a day: a day is as it was known at its end, London's midnight."""


def end_of(day: date) -> datetime:
    """Return the end of a day in London."""
    if day == date.max:  # it has no end
        return datetime.max.replace(tzinfo=UTC)
    return datetime.combine(day + timedelta(days=1), time.min, LONDON)


def instant_of(moment: Moment, now: datetime, *, parameter: str) -> datetime:
    """Return the instant that is meant; of today, the time until now.

    Raises:
        FutureInstant: If it lies ahead.
    """
    if isinstance(moment, datetime):
        begins, ends = moment, moment
    else:
        begins = datetime.combine(moment, time.min, UTC if moment == date.min else LONDON)
        ends = end_of(moment)
    if begins > now:
        fault = Fault("future_instant", "lies in the future", parameter=parameter)
        raise FutureInstant(errors=[fault])
    return min(ends, now)
