"""Who calls: the key in the request, and the principal that it stands for."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, Protocol

from services.gateway.door.headers import Fields, values_of
from shared.refusals import Unauthenticated
from shared.security.principal import ANONYMOUS, Principal

if TYPE_CHECKING:
    from collections.abc import Callable

REMEMBERED_SECONDS: Final = 3.0
"""How long an answer about a key is trusted: a revocation must be felt within 5 s."""

REMEMBERED_KEYS: Final = 10_000
LONGEST_KEY: Final = 200


class Callers(Protocol):
    """Whoever knows the keys."""

    async def identify(self, key: str) -> Principal | None:
        """Return whom *key* stands for; None if it is unknown, expired or revoked."""


def key_of(fields: Fields) -> str | None:
    """Return the key that the request carries; None if it carries none.

    Raises:
        Unauthenticated: If it carries two that differ, or one that cannot be a key.
    """
    given = {_bearer(value) for value in values_of(fields, b"authorization")}
    given |= {_text(value) for value in values_of(fields, b"x-api-key")}
    if not given:
        return None
    if len(given) > 1:
        raise Unauthenticated
    return given.pop()


def _bearer(value: bytes) -> str:
    scheme, _, credentials = value.partition(b" ")
    if scheme.lower() != b"bearer":
        raise Unauthenticated
    return _text(credentials.strip(b" "))


def _text(value: bytes) -> str:
    if not value or len(value) > LONGEST_KEY or not value.isascii():
        raise Unauthenticated
    return value.decode("ascii")


class KnownCallers:
    """Asks who calls, and remembers the answer for a moment, by the key's SHA-256.

    Keys that nobody has are remembered too, in a place of their own: a flood of them neither
    reaches the database twice nor drives out the callers that are known.
    """

    def __init__(self, callers: Callers, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._callers = callers
        self._clock = clock
        self._known = _Remembered()
        self._strangers = _Remembered()
        self._asking: dict[bytes, asyncio.Task[Principal | None]] = {}

    async def principal(self, fields: Fields) -> Principal:
        """Return who calls; `ANONYMOUS` if the request carries no key.

        Raises:
            Unauthenticated: Whatever is wrong with the key; the answer does not tell.
        """
        key = key_of(fields)
        if key is None:
            return ANONYMOUS
        digest = hashlib.sha256(key.encode()).digest()
        now = self._clock()
        if principal := self._known.get(digest, now):
            return principal
        if self._strangers.holds(digest, now):
            raise Unauthenticated
        found = await asyncio.shield(self._asked(digest, key))
        if found is None:
            raise Unauthenticated
        return found

    def _asked(self, digest: bytes, key: str) -> asyncio.Task[Principal | None]:
        """Return the one question about a key that is under way; twenty callers ask it once."""
        if digest not in self._asking:
            task = asyncio.create_task(self._ask(digest, key))
            self._asking[digest] = task
            task.add_done_callback(lambda done: self._answered(digest, done))
        return self._asking[digest]

    def _answered(self, digest: bytes, done: asyncio.Task[Principal | None]) -> None:
        del self._asking[digest]
        if not done.cancelled():
            done.exception()  # whoever waited has it; if nobody did, nobody misses it

    async def _ask(self, digest: bytes, key: str) -> Principal | None:
        until = self._clock() + REMEMBERED_SECONDS  # counted from the question, not the answer
        found = await self._callers.identify(key)
        (self._strangers if found is None else self._known).keep(digest, found, until)
        return found


class _Remembered:
    """Answers by key, the oldest first; bounded."""

    def __init__(self) -> None:
        self._answers: OrderedDict[bytes, tuple[float, Principal | None]] = OrderedDict()

    def holds(self, digest: bytes, now: float) -> bool:
        return digest in self._answers and now < self._answers[digest][0]

    def get(self, digest: bytes, now: float) -> Principal | None:
        return self._answers[digest][1] if self.holds(digest, now) else None

    def keep(self, digest: bytes, answer: Principal | None, until: float) -> None:
        self._answers.pop(digest, None)
        self._answers[digest] = (until, answer)
        while len(self._answers) > REMEMBERED_KEYS:
            self._answers.popitem(last=False)
