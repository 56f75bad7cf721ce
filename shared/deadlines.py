"""How long an answer may take, from the outside in: each deadline ends before the one around it.

A caller who waits longer than the gateway's always gets an answer: a problem, if need be.
"""

from __future__ import annotations

from typing import Final

GATEWAY: Final = 10.0
"""Seconds that a service is given by the gateway, counted from the payload's last byte."""

SERVICE: Final = 8.0
"""Seconds that a service gives itself, counted likewise."""

DATABASE: Final = 5.5
"""Seconds that a service waits for the database's answer to one statement.

A database that works ends a statement by itself before; one that hangs can't.
"""

STATEMENT: Final = 5.0
"""Seconds that the database gives one statement."""

WRITE: Final = 30.0
"""Seconds that a transaction which writes is given, whatever its payload has earned.

A version bears the instant at which its body was locked, and is seen when it is committed. So
whatever was recorded longer ago than this is settled: no answer about it can change any more.
"""

BYTES_A_SECOND: Final = 256 * 1024
"""A payload earns gateway and service alike another second for each so many of its bytes."""


def allowance(size: int) -> float:
    """Return the seconds that a payload of *size* bytes earns on top of a deadline."""
    return size / BYTES_A_SECOND
