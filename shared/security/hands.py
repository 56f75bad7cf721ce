"""Four eyes: two people look, or nobody has.

Client and holder are compared, so that one person with two clients is still one pair of eyes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shared.security.principal import Principal


class Hand(NamedTuple):
    """Who did something: a client, and the role that held its key."""

    client: str
    holder: str

    @classmethod
    def of(cls, principal: Principal) -> Hand:
        """Return the hand of a caller."""
        return cls(principal.client, principal.holder)

    def is_of(self, other: Hand) -> bool:
        """Return whether both are one pair of eyes; a role is the same however it is written."""
        return self.client == other.client or _letters(self.holder) == _letters(other.holder)


def had_a_hand(hands: Iterable[Hand], by: Principal) -> bool:
    """Return whether one of *hands* is the caller's."""
    own = Hand.of(by)
    return any(hand.is_of(own) for hand in hands)


def _letters(holder: str) -> str:
    return "".join(letter for letter in folded(holder) if letter.isalnum())
