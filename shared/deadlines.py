"""How long an answer may take, from the outside in: each deadline ends before the one around it.

A caller who waits longer than the gateway's always gets an answer: a problem, if need be.
"""

from __future__ import annotations

from typing import Final

GATEWAY: Final = 10.0
"""Seconds that a service is given by the gateway, counted from the payload's last byte."""

SERVICE: Final = 8.0
"""Seconds that a service gives itself, counted likewise."""

STATEMENT: Final = 5.0
"""Seconds that the database gives one statement."""

BYTES_A_SECOND: Final = 512 * 1024
"""A payload earns gateway and service alike another second for each so many of its bytes."""


def allowance(size: int) -> float:
    """Return the seconds that a payload of *size* bytes earns on top of a deadline."""
    return size / BYTES_A_SECOND
