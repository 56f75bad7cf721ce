"""What may be granted, and what may become of a key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from shared.contracts.gateway.clients import KeyState
from shared.councils.reference import is_nobodys
from shared.refusals import Conflict, Fault, Invalid
from shared.security.scopes import OPERATOR, OPERATOR_ONLY, SERVICE_ONLY, Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

SCOPES: Final = frozenset(scope.value for scope in Scope) - SERVICE_ONLY

MOST_GRANTS: Final = 1_000
"""Pairs of scope and body: they travel with every request, in a header of bounded size."""


def check_grants(grants: Mapping[str, Sequence[str]]) -> None:
    """Refuse grants that mean nothing, or that no key may hold.

    Raises:
        Invalid: Naming each of them.
    """
    faults = list(_grant_faults(grants))
    if faults:
        raise Invalid("Some grants cannot be given.", errors=faults)


def _grant_faults(grants: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    if sum(len(bodies) for bodies in grants.values()) > MOST_GRANTS:
        yield Fault("too_many_grants", f"Give at most {MOST_GRANTS} in all.", pointer="/grants")
    for scope, bodies in grants.items():
        pointer = f"/grants/{scope}"
        if scope not in SCOPES | SERVICE_ONLY:
            yield Fault("unknown_scope", f"Known are {', '.join(sorted(SCOPES))}.", pointer=pointer)
        elif scope in SERVICE_ONLY:
            yield Fault("service_only", "Only services hold this scope.", pointer=pointer)
        elif scope in OPERATOR_ONLY and set(bodies) != {OPERATOR}:
            yield Fault(
                "operator_only", f"Grant this scope on '{OPERATOR}' alone.", pointer=pointer
            )
        for body in bodies:
            if is_nobodys(body):
                detail = f"{body} is no billing authority in England."
                yield Fault("unknown_council", detail, pointer=pointer)


def plain_grants(grants: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return grants in the one order in which they are stored and compared."""
    return {scope: sorted(set(bodies)) for scope, bodies in sorted(grants.items())}


@dataclass(frozen=True, slots=True)
class KeyLife:
    """What is decided about a key.

    Attributes:
        expires_at: When it ends by itself, as set when it was made.
        decided_end: The earliest end that a decision since then has given it.
    """

    expires_at: datetime | None
    decided_end: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """The earliest end counts: a later decision never prolongs a key."""
        return min((end for end in (self.expires_at, self.decided_end) if end), default=None)

    def state(self, now: datetime) -> KeyState:
        """Return where the key stands at *now*."""
        if self.ends_at is not None and self.ends_at <= now:
            return KeyState.ENDED
        return KeyState.RETIRING if self.decided_end else KeyState.ACTIVE

    def why_not_rotate(self, now: datetime) -> str | None:
        """Return why the key cannot be rotated; None if it can."""
        return {
            KeyState.ENDED: "The key has ended. Make a new one.",
            KeyState.RETIRING: "The key is already being replaced.",
            KeyState.ACTIVE: None,
        }[self.state(now)]

    def why_not_revoke(self, now: datetime) -> str | None:
        """Return why the key cannot be revoked; None if it can."""
        return "The key has ended already." if self.state(now) is KeyState.ENDED else None


def check_step(reason: str | None) -> None:
    """Refuse a step of a key's life for the reason that `allowed_actions` gives.

    Raises:
        Conflict: If there is such a reason.
    """
    if reason is not None:
        raise Conflict(reason)


def check_expiry(expires_at: datetime | None, *, now: datetime) -> None:
    """Refuse a key that would be dead on arrival.

    Raises:
        Invalid: If *expires_at* has passed.
    """
    if expires_at is not None and expires_at <= now:
        raise Invalid(
            errors=[Fault("in_the_past", "The key would never work.", pointer="/expires_at")]
        )


def end_of_overlap(now: datetime, hours: int) -> datetime:
    """Return when a replaced key stops opening the door."""
    return now + timedelta(hours=hours)
