"""An hour that a transaction must not straddle: committed before it, or not at all.

What is checked at the beginning of a write may be wrong at its end, after a wait for a lock. So
the database is asked for its clock in the same breath as COMMIT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from shared.refusals import Refusal
from shared.storage.failures import sqlstate_of

_TOO_LATE: Final = "QD001"
"""An SQLSTATE of our own: PostgreSQL leaves classes that begin with I to Z to others."""


@dataclass(frozen=True, slots=True)
class Hour:
    """The instant by which a transaction must be committed, and what to answer otherwise."""

    instant: datetime
    otherwise: Refusal

    def __post_init__(self) -> None:
        """Refuse an instant of no certain hour.

        Raises:
            ValueError: If it does not say its offset.
        """
        if self.instant.tzinfo is None:
            message = "an instant needs its offset"
            raise ValueError(message)


def check_of(hours: Sequence[Hour]) -> str:
    """Return the SQL that fails if one of *hours* has come; it is to stand before COMMIT.

    Literals, since statements that are sent together take no parameters.
    """
    if not hours:
        return ""
    lines = (
        f"IF clock_timestamp() >= '{hour.instant.astimezone(UTC).isoformat()}' THEN"
        f" RAISE EXCEPTION USING ERRCODE = '{_TOO_LATE}', MESSAGE = '{place}'; END IF;"
        for place, hour in enumerate(hours)
    )
    return f"DO $$ BEGIN {' '.join(lines)} END $$;"


def missed_by(error: BaseException, hours: Sequence[Hour]) -> Refusal | None:
    """Return what to answer if *error* says that one of *hours* had come; None if it does not."""
    return hours[int(str(error))].otherwise if sqlstate_of(error) == _TOO_LATE else None
