"""One question to every service at once, the gateway's own operations among them.

Each is asked as the caller, by the same signed principal that the door would have sent, and under
a deadline of its own: one that is down or hangs costs its section and nothing else.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from services.gateway.upstreams import TimedOutAsking
from shared.contracts.gateway.audit import SectionStatus
from shared.refusals import Fault, FutureInstant, Unavailable
from shared.request_ids import REQUEST_ID
from shared.security.token import HEADER

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

    from services.gateway.door.passes import Passes
    from services.gateway.upstreams import Upstream
    from shared.security.principal import Principal

Told = TypeVar("Told", bound=BaseModel)

PATIENCE: Final = 6.0
"""Seconds that a service is given for its part: within those that the gateway gives itself."""

_OK: Final = 200
_INVALID: Final = 422
_TIMED_OUT: Final = 504


@dataclass(frozen=True, slots=True)
class Question:
    """What every service is asked: a path below its own address, for one caller's request."""

    path: str
    by: Principal
    request_id: str


@dataclass(frozen=True, slots=True)
class Heard(Generic[Told]):
    """What came of asking one service: `told`, or else the reason why there is none."""

    service: str
    status: SectionStatus
    as_of: datetime | None = None
    reason: str | None = None
    told: Told | None = None


class AuditedServices:
    """The services that keep an audit, and when each was last heard of."""

    def __init__(self, services: Sequence[Upstream], passes: Passes) -> None:
        self._services = services
        self._passes = passes
        self._last: dict[str, datetime] = {}

    async def ask(self, question: Question, kind: type[Told]) -> list[Heard[Told]]:
        """Return every service's answer, of *kind*, or why it gave none.

        Raises:
            FutureInstant: If a service finds that `known_at` lies ahead of its clock.
        """
        try:
            async with asyncio.TaskGroup() as group:
                asked = [
                    group.create_task(self._ask_one(service, question, kind))
                    for service in self._services
                ]
        except* FutureInstant as refused:
            raise refused.exceptions[0] from None
        return [task.result() for task in asked]

    async def _ask_one(
        self, service: Upstream, question: Question, kind: type[Told]
    ) -> Heard[Told]:
        token = self._passes.token(question.by, audience=service.name)
        headers = {HEADER: token, REQUEST_ID.decode(): question.request_id}
        try:
            answer = await service.get(f"/v1/{service.name}{question.path}", headers)
        except TimedOutAsking as late:
            return self._silent(service, SectionStatus.TIMED_OUT, late.detail)
        except Unavailable as down:
            return self._silent(service, SectionStatus.UNAVAILABLE, down.detail)
        if answer.status_code == _INVALID and _code(answer) == FutureInstant.code:
            fault = Fault(FutureInstant.code, "lies in the future", parameter="known_at")
            raise FutureInstant(errors=[fault])
        if answer.status_code != _OK:
            late_too = answer.status_code == _TIMED_OUT
            status = SectionStatus.TIMED_OUT if late_too else SectionStatus.UNAVAILABLE
            reason = f"The {service.name} service answered {answer.status_code}."
            return self._silent(service, status, reason)
        try:
            told = kind.model_validate_json(answer.content)
        except ValidationError:
            reason = f"The {service.name} service answered what cannot be read."
            return self._silent(service, SectionStatus.UNAVAILABLE, reason)
        self._last[service.name] = datetime.now(UTC)
        return Heard(service.name, SectionStatus.OK, told=told)

    def _silent(self, service: Upstream, status: SectionStatus, reason: str) -> Heard[Told]:
        return Heard(service.name, status, self._last.get(service.name), reason)


def _code(answer: httpx.Response) -> str | None:
    try:
        problem = answer.json()
    except ValueError:
        return None
    return problem.get("code") if isinstance(problem, dict) else None
