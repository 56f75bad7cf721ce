"""An edition's course: what was done to it, and where that has led."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.editions import queries
from shared.editions.states import UNDER_WAY, State
from shared.editions.tables import Act

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from shared.editions.publisher import Place
    from shared.editions.tables import EditionActed, EditionProposed
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
    """The editions of a subject and quarter beside one another, oldest first."""

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


async def beside(reader: Reader, of: Place) -> Beside:
    """Return the editions of a subject and quarter."""
    return Beside(await _courses(reader, of.body, [(of.subject, of.period)]))


async def states_of(
    reader: Reader, body: str, editions: Sequence[EditionProposed]
) -> dict[UUID, tuple[Course, State]]:
    """Return where each of these editions stands.

    What would be said now is not worked out for a list: an approval that was voided by it shows
    when the edition is read, and stands in the way of its hour.
    """
    now = await reader.now()
    places = sorted({(one.subject, one.period) for one in editions})
    courses = await _courses(reader, body, places)
    return {
        course.proposed.id: (course, Beside(courses).state_of(course, now)) for course in courses
    }


async def _courses(reader: Reader, body: str, places: Sequence[tuple[str, str]]) -> list[Course]:
    """Return every edition of these subjects and quarters with what was done to it."""
    proposed = await queries.editions_beside(reader, body, set(places))
    acts = await queries.acts_of(reader, body, [one.id for one in proposed])
    return [Course(one, acts[one.id]) for one in proposed]
