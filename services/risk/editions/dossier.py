"""An edition's course: what was done to it, where that has led, and what may come next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.risk.editions import queries
from services.risk.editions.composing import Words, composed
from services.risk.editions.states import LIFE, UNDER_WAY, Stand, State
from services.risk.editions.tables import Act
from services.risk.registers.use_cases import RegisterAddress
from shared.contracts.risk.editions import Edition, EditionAct, EditionSummary
from shared.refusals import NotFound
from shared.security.hands import Hand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from services.risk.editions.composing import Content
    from services.risk.editions.tables import EditionActed, EditionProposed
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader


@dataclass(frozen=True)
class Course:
    """An edition as it was proposed, and the acts on it, oldest first."""

    proposed: EditionProposed
    acts: Sequence[EditionActed]

    def act(self, what: Act) -> EditionActed | None:
        """Return when something was done to it, if it was."""
        return next((act for act in self.acts if act.act == what), None)

    @property
    def publish_at(self) -> datetime | None:
        """Its hour, if it has one."""
        scheduled = self.act(Act.SCHEDULED)
        return scheduled.publish_at if scheduled else None

    def is_public(self, now: datetime) -> bool:
        """Return whether its hour has come, whatever became of it since."""
        hour = self.publish_at
        return hour is not None and hour <= now and self.act(Act.CANCELLED) is None

    def state(self, now: datetime, *, is_current: bool, is_superseded: bool) -> State:
        """Return where it stands; an hour that has come needs nobody's act."""
        if self.act(Act.CANCELLED):
            return State.CANCELLED
        if self.act(Act.WITHDRAWN):
            return State.WITHDRAWN
        if self.act(Act.SCHEDULED):
            if not self.is_public(now):
                return State.SCHEDULED
            return State.SUPERSEDED if is_superseded else State.PUBLISHED
        return State.APPROVED if self.act(Act.APPROVED) and is_current else State.PROPOSED


@dataclass(frozen=True)
class Beside:
    """The editions of a register and quarter beside one another, oldest first."""

    courses: Sequence[Course]

    def state_of(self, course: Course, now: datetime, *, is_current: bool = True) -> State:
        """Return where one of them stands."""
        superseded = any(
            other.proposed.supersedes == course.proposed.id and other.is_public(now)
            for other in self.courses
        )
        return course.state(now, is_current=is_current, is_superseded=superseded)

    def under_way(self, now: datetime) -> bool:
        """Return whether one may still become public."""
        return any(self.state_of(course, now) in UNDER_WAY for course in self.courses)

    def last_public(self, now: datetime) -> Course | None:
        """Return the newest one that is public, or was before it was withdrawn."""
        return next((one for one in reversed(self.courses) if one.is_public(now)), None)

    @property
    def next_number(self) -> int:
        """The number of one that is proposed now."""
        return 1 + sum(course.act(Act.CANCELLED) is None for course in self.courses)


@dataclass(frozen=True)
class Standing:
    """An edition, those beside it, what it would say now, and where it stands."""

    course: Course
    content: Content | None
    stand: Stand


async def beside(reader: Reader, body: str, register: str, period: str) -> Beside:
    """Return the editions of a register and quarter."""
    found = await courses_of(reader, body, [(register, period)])
    return Beside(found)


async def courses_of(reader: Reader, body: str, places: Sequence[tuple[str, str]]) -> list[Course]:
    """Return every edition of these registers and quarters with what was done to it."""
    proposed = await queries.editions_beside(reader, body, set(places))
    acts = await queries.acts_of(reader, body, [one.id for one in proposed])
    return [Course(one, acts[one.id]) for one in proposed]


async def standing_of(reader: Reader, body: str, edition: UUID) -> Standing:
    """Return an edition and where it stands.

    Raises:
        NotFound: If there is no such edition.
    """
    proposed = await queries.edition(reader, body, edition)
    if proposed is None:
        message = "There is no edition of this id."
        raise NotFound(message)
    others = await beside(reader, body, proposed.register, proposed.period)
    course = next(one for one in others.courses if one.proposed.id == edition)
    now = await reader.now()
    content = await _content(reader, proposed)
    is_current = content is not None and content.hash == proposed.content_hash
    stand = Stand(
        body=body,
        state=others.state_of(course, now, is_current=is_current),
        content_hash=proposed.content_hash,
        now=now,
        is_current=is_current,
        proposer=Hand(proposed.client, proposed.holder),
        publish_at=course.publish_at,
    )
    return Standing(course, content, stand)


async def _content(reader: Reader, proposed: EditionProposed) -> Content | None:
    at = RegisterAddress(proposed.body, proposed.register)
    words = Words(proposed.title, proposed.text, proposed.reason)
    try:
        return await composed(reader, at, proposed.period, proposed.known_at, words)
    except NotFound:
        return None


def summary_of(course: Course, state: State) -> EditionSummary:
    """Return an edition in short."""
    return EditionSummary(**_short(course, state))


def shown(standing: Standing, *, by: Principal) -> Edition:
    """Return an edition whole, with what *by* may do with it."""
    course, stand = standing.course, standing.stand
    scheduled = course.act(Act.SCHEDULED)
    return Edition(
        **_short(course, stand.state),
        is_current=stand.is_current,
        proposed_by=course.proposed.client,
        proposed_by_holder=course.proposed.holder,
        acts=[EditionAct.model_validate(act, from_attributes=True) for act in course.acts],
        manifest_hash=scheduled.manifest_hash if scheduled else None,
        allowed_actions=LIFE.allowed_actions(stand, by=by),
    )


def _short(course: Course, state: State) -> dict[str, Any]:
    proposed = course.proposed
    return {
        "id": proposed.id,
        "body": proposed.body,
        "register_code": proposed.register,
        "period": proposed.period,
        "number": proposed.number,
        "state": state,
        "title": proposed.title,
        "text": proposed.text,
        "known_at": proposed.known_at,
        "content_hash": proposed.content_hash,
        "recorded_at": proposed.recorded_at,
        "publish_at": course.publish_at,
        "supersedes": proposed.supersedes,
        "reason": proposed.reason,
    }
