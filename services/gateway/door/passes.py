"""The signed principal that a request carries inward."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from shared.security.token import LIFETIME

if TYPE_CHECKING:
    from collections.abc import Callable

    from shared.security.principal import Principal
    from shared.security.token import Signer

REUSED_SECONDS: Final = LIFETIME / 2
"""How long one token is used again: the other half of its life covers the longest request."""

_REMEMBERED: Final = 4_096


class Passes:
    """Signs principals for services, and uses a token again while it says the same."""

    def __init__(self, signer: Signer, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._signer = signer
        self._clock = clock
        self._signed: dict[tuple[str, str | None, str], tuple[float, Principal, str]] = {}

    def token(self, principal: Principal, *, audience: str) -> str:
        """Return a token of *principal* for the service *audience*.

        A principal whose grants or holder changed is signed anew at once.
        """
        now = self._clock()
        place = (principal.client, principal.key, audience)
        until, signed, token = self._signed.get(place, (0.0, None, ""))
        if now < until and signed == principal:
            return token
        if len(self._signed) >= _REMEMBERED:
            self._signed.clear()
        token = self._signer.sign(principal, audience=audience)
        self._signed[place] = (now + REUSED_SECONDS, principal, token)
        return token
