"""The relay: tells each listener of each body's events, in order, at least once.

It asks which bodies have work without a lock, then claims them one by one; a body that another
relay has claimed is left to that one. The claim is a row's lock, held while the events are told: a
relay that dies holds nothing. How far the listener has come is committed after it has answered, so
an event may be told twice, always under the same id, and none is passed over.
"""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import structlog

from shared.journal import outbox
from shared.journal.listening import NotHeard
from shared.journal.outbox import RELAY
from shared.storage.failures import refusal_of
from shared.storage.sessions import reading, writing
from shared.storage.tenancy import Tenancy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncEngine

    from shared.journal.listening import Listener
    from shared.journal.outbox import Message
    from shared.storage.sessions import Transaction

log = structlog.get_logger()

_LOOK_EVERY_S: Final = 1.0
_AT_ONCE: Final = 50
_HOLD_AT_MOST_S: Final = 5.0
"""Events, and seconds, after which a claim is committed and taken anew: another service gives up a
transaction that is idle for longer."""

_FIRST_WAIT_S: Final = 0.25
_LONGEST_WAIT_S: Final = 4.0
"""For a listener that is down: so it is caught up within seconds after its return."""

_LONGEST_WAIT_OF_A_BODY_S: Final = 60.0
"""For a body whose next event is refused: that is somebody's mistake, and not mended in seconds."""


class Relay:
    """A worker of a service: one courier for each listener, none waiting for another."""

    def __init__(self, engine: AsyncEngine, listeners: Sequence[Listener]) -> None:
        """Read by *engine*, which needs two connections for each listener at most."""
        self._couriers = [Courier(engine, listener) for listener in listeners]

    def stir(self) -> None:
        """Look at once: something was told. Nothing is lost if nobody says so, only a second."""
        for courier in self._couriers:
            courier.stirred.set()

    async def run(self) -> None:
        """Tell whatever there is to tell, until cancelled."""
        async with asyncio.TaskGroup() as group:
            for courier in self._couriers:
                group.create_task(self._serve(courier))

    async def _serve(self, courier: Courier) -> None:
        while True:
            await courier.rest()
            while await courier.round():
                for other in self._couriers:  # what one has heard may be news to the others
                    if other is not courier:
                        other.stirred.set()


@dataclass(slots=True)
class Wait:
    """How long something is left alone that failed: ever longer, and never for all at once."""

    longest: float
    failures: int = 0
    until: float = 0.0

    def fail(self) -> None:
        """Wait, longer than the time before."""
        self.failures += 1
        seconds = min(_FIRST_WAIT_S * 2 ** min(self.failures, 20), self.longest)
        self.until = time.monotonic() + seconds * random.uniform(0.5, 1)  # noqa: S311 - jitter

    @property
    def left(self) -> float:
        """Seconds that are left of it."""
        return max(self.until - time.monotonic(), 0)


@dataclass(slots=True)
class Courier:
    """Tells one listener."""

    engine: AsyncEngine
    listener: Listener
    stirred: asyncio.Event = field(default_factory=asyncio.Event)
    _down: Wait = field(default_factory=lambda: Wait(_LONGEST_WAIT_S))
    _bodies: dict[str, Wait] = field(default_factory=dict)

    async def rest(self) -> None:
        """Return when there may be something to tell."""
        await asyncio.sleep(self._down.left)
        try:
            async with asyncio.timeout(_LOOK_EVERY_S * random.uniform(0.5, 1)):  # noqa: S311
                await self.stirred.wait()
        except TimeoutError:
            return
        finally:
            self.stirred.clear()

    async def round(self) -> bool:
        """Tell what there is of each body; return whether to look again at once."""
        told = False
        try:
            for body in await self._behind():
                told |= await self._tell(body)
        except Exception as error:  # noqa: BLE001 - whatever it is, the relay goes on
            self._note_down(error)
            return False
        return told

    async def _behind(self) -> list[str]:
        """Return the bodies that have work and need not wait."""
        name = self.listener.name
        async with reading(self.engine, Tenancy(RELAY)) as reader:
            behind = await outbox.bodies_behind(reader, name)
        if new := [body for body, reached in behind if reached is None]:
            # By itself, so that it is there to be locked: an open INSERT would be waited for.
            async with writing(self.engine, Tenancy(RELAY)) as tx:
                await outbox.begin_deliveries(tx, name, new)
        waiting = {body for body, wait in self._bodies.items() if wait.left}
        return [body for body, _ in behind if body not in waiting]

    async def _tell(self, body: str) -> bool:
        """Tell a body's next events, unless another relay does; return whether any was."""
        async with writing(self.engine, Tenancy(RELAY, reads=frozenset({body}))) as tx:
            before = await outbox.claim_delivery(tx, self.listener.name, body)
            if before is None:
                return False
            reached, stopped = await self._tell_from(tx, body, before)
            if reached > before:
                await outbox.move_delivery(tx, self.listener.name, body, reached)
        if reached > before or (stopped is not None and not stopped.is_down):
            self._note_answered()
        if stopped is None:
            self._bodies.pop(body, None)
        elif stopped.is_down:
            raise stopped
        else:
            self._note_refused(body, stopped)
        return reached > before

    async def _tell_from(
        self, tx: Transaction, body: str, reached: int
    ) -> tuple[int, NotHeard | None]:
        """Return how far the listener has been told then, and what kept it from hearing more."""
        until = time.monotonic() + _HOLD_AT_MOST_S
        for message in await outbox.messages_after(tx, body, reached, limit=_AT_ONCE):
            try:
                await self._hear(message)
            except NotHeard as stopped:
                return reached, stopped
            reached = message.sequence
            if time.monotonic() > until:
                break
        return reached, None

    async def _hear(self, message: Message) -> None:
        try:
            await self.listener.hear(message)
        except NotHeard:
            raise
        except Exception as error:
            passing = refusal_of(error)
            if passing is None:
                log.exception("event_failed", listener=self.listener.name, event_id=str(message.id))
            raise NotHeard(type(error).__name__, is_down=passing is not None) from error

    def _note_down(self, error: Exception) -> None:
        if not isinstance(error, NotHeard) and refusal_of(error) is None:
            log.error("relay_failed", listener=self.listener.name, exc_info=error)
        elif not self._down.failures:
            log.warning("listener_down", listener=self.listener.name, why=_why(error))
        self._down.fail()

    def _note_answered(self) -> None:
        """Wait anew the next time: whoever hears or refuses an event is there."""
        if self._down.failures:
            log.info("listener_back", listener=self.listener.name)
            self._down.failures = 0

    def _note_refused(self, body: str, error: NotHeard) -> None:
        wait = self._bodies.setdefault(body, Wait(_LONGEST_WAIT_OF_A_BODY_S))
        if not wait.failures:
            log.error("event_refused", listener=self.listener.name, body=body, why=str(error))
        wait.fail()


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, NotHeard) else type(error).__name__
