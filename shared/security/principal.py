"""The caller as every service sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Principal:
    """Who calls, for whom, and what they may do on which bodies.

    Attributes:
        client: The client's id; `anonymous`; or `service:<name>`.
        holder: The role that holds the key, such as "performance officer". Four eyes compare it
            beside the client, so that one person with two clients is still one pair of eyes.
        key: The id of the key that was shown, never the key.
        grants: Bodies by scope.
    """

    client: str
    holder: str = ""
    key: str | None = None
    grants: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody in particular calls."""
        return self.client == ANONYMOUS.client

    def bodies(self, scope: str) -> frozenset[str]:
        """Return the bodies on which *scope* is granted; empty if it is granted on none."""
        return self.grants.get(scope, frozenset())

    def may(self, scope: str, body: str) -> bool:
        """Return whether *scope* is granted on *body*."""
        return body in self.bodies(scope)


ANONYMOUS: Final = Principal(client="anonymous")
