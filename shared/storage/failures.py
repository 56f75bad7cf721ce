"""What a failure of the database means to a caller, judged by SQLSTATE.

Constraint names are no guide: a sharded database suffixes or drops them.
"""

from __future__ import annotations

from collections.abc import Callable

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from shared.refusals import Conflict, Refusal, TimedOut, Unavailable

LOCK_NOT_AVAILABLE = "55P03"
_TOO_SLOW = "57014"
_OF_DATA = "22"
_PASSING = ("08", "40", "53", "55", "57", "58", "25P03")


def sqlstate_of(error: BaseException) -> str | None:
    """Return the SQLSTATE that lies behind *error*, if there is one."""
    seen: BaseException | None = error
    while seen is not None:
        state = getattr(seen, "sqlstate", None)
        if isinstance(state, str):
            return state
        seen = getattr(seen, "orig", None) or seen.__cause__
    return None


def is_unreadable(error: BaseException) -> bool:
    """Return whether the database could not read what is stored there, as only tampering leaves."""
    return (sqlstate_of(error) or "").startswith(_OF_DATA)


def refusal_of(error: BaseException) -> Refusal | None:
    """Return what to answer for a failure of the database; None if it is no such failure.

    A duplicate or dangling key is a conflict (409), a statement past its time-out is 504, and
    whatever may pass by itself is 503 with `Retry-After`.
    """
    state = sqlstate_of(error)
    if state is None:
        unreachable = (
            OSError,
            PoolTimeoutError,
            asyncpg.InterfaceError,
            asyncpg.InternalClientError,  # a connection that was cut just as it was taken up
            asyncpg.PostgresConnectionError,
        )
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        if lost or isinstance(error, unreachable):
            return Unavailable("The database cannot be reached just now.")
        return None
    return next((answer() for states, answer in _ANSWERS if state.startswith(states)), None)


_ANSWERS: tuple[tuple[tuple[str, ...], Callable[[], Refusal]], ...] = (
    ((_TOO_SLOW,), lambda: TimedOut("The database did not answer in time.")),
    (
        ("23",),
        lambda: Conflict("Another request stored the same thing first. Read it and try again."),
    ),
    (
        (LOCK_NOT_AVAILABLE,),
        lambda: Unavailable("Somebody else is writing to the same body just now."),
    ),
    (_PASSING, lambda: Unavailable("The database is not available just now.")),
)
