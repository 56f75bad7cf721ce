"""A release's course: what was done to it, and where that has led."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.kpi.releases import queries
from services.kpi.releases.content import Words
from services.kpi.releases.states import State
from services.kpi.releases.tables import ActOnRelease
from shared.refusals import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from services.kpi.releases.tables import ReleaseAct, ReleaseBegun
    from shared.storage.sessions import Reader


@dataclass(frozen=True)
class Course:
    """A release as it was begun, and the acts on it, oldest first."""

    begun: ReleaseBegun
    acts: Sequence[ReleaseAct]

    @property
    def drafted(self) -> ReleaseAct:
        """The newest draft."""
        return [act for act in self.acts if act.act == ActOnRelease.DRAFTED][-1]

    @property
    def scheduled(self) -> ReleaseAct | None:
        """When and as what it was frozen, if it was."""
        return next((act for act in reversed(self.acts) if act.act == ActOnRelease.SCHEDULED), None)

    def last(self, what: ActOnRelease) -> ReleaseAct | None:
        """Return the last act of a kind that was done to the newest draft."""
        return next(
            (
                act
                for act in reversed(self.acts)
                if act.act == what and act.draft == self.drafted.draft
            ),
            None,
        )

    def state(self, now: datetime, *, is_current: bool, is_superseded: bool) -> State:
        """Return where it stands.

        Args:
            now: By the database's clock: an hour that has come needs nobody's act.
            is_current: Whether what it would say now is what its newest draft says; if not, an
                approval holds no more.
            is_superseded: Whether a public release corrects it.
        """
        if self.is_cancelled:
            return State.CANCELLED
        if self.is_withdrawn:
            return State.WITHDRAWN
        if self.last(ActOnRelease.SCHEDULED):
            if not self.is_public(now):
                return State.SCHEDULED
            return State.SUPERSEDED if is_superseded else State.PUBLISHED
        if self.last(ActOnRelease.APPROVED) and is_current:
            return State.APPROVED
        return State.CONSULTATION if self.last(ActOnRelease.CIRCULATED) else State.DRAFT

    def is_public(self, now: datetime) -> bool:
        """Return whether its hour has come, whatever became of it since."""
        scheduled = self.last(ActOnRelease.SCHEDULED)
        hour = None if scheduled is None else scheduled.publish_at
        return hour is not None and hour <= now and not self.is_cancelled

    @property
    def is_cancelled(self) -> bool:
        """Whether it never was nor will be public."""
        return self.last(ActOnRelease.CANCELLED) is not None

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was public, and is told no more."""
        return self.last(ActOnRelease.WITHDRAWN) is not None

    def is_under_way(self, now: datetime) -> bool:
        """Return whether it may still become public."""
        return not self.is_cancelled and not self.is_public(now)


@dataclass(frozen=True)
class Courses:
    """The releases of a body and period beside one another, oldest first."""

    by_id: Mapping[UUID, Course]

    def is_superseded(self, release: UUID, now: datetime) -> bool:
        """Return whether a public release corrects this one."""
        return any(
            other.begun.supersedes == release and other.is_public(now)
            for other in self.by_id.values()
        )

    def is_latest(self, release: UUID, now: datetime) -> bool:
        """Return whether no other is under way, and none that is public corrects it."""
        others = (other for of, other in self.by_id.items() if of != release)
        return not any(other.is_under_way(now) for other in others) and not self.is_superseded(
            release, now
        )

    def state_of(self, release: UUID, now: datetime, *, is_current: bool = True) -> State:
        """Return where one of them stands."""
        superseded = self.is_superseded(release, now)
        return self.by_id[release].state(now, is_current=is_current, is_superseded=superseded)

    @property
    def next_number(self) -> int:
        """The number of a release begun now."""
        return 1 + sum(not course.is_cancelled for course in self.by_id.values())


async def courses_of(reader: Reader, body: str, *periods: str) -> Courses:
    """Return the releases of a body and one or more periods."""
    begun = await queries.releases_of(reader, body, periods)
    acts = await queries.acts_of(reader, body, [one.id for one in begun])
    return Courses({one.id: Course(one, acts[one.id]) for one in begun})


async def course_of(reader: Reader, body: str, release: UUID) -> tuple[Course, Courses]:
    """Return a release's course, and those beside it.

    Raises:
        NotFound: If there is no such release.
    """
    begun = await queries.release_of(reader, body, release)
    if begun is None:
        message = "There is no release of this id."
        raise NotFound(message)
    beside = await courses_of(reader, body, begun.period)
    return beside.by_id[release], beside


def words_of(course: Course) -> Words:
    """Return what the newest draft says beside its figures."""
    draft = course.drafted
    assert draft.title is not None  # noqa: S101 - a draft has one
    return Words(draft.title, draft.text, course.begun.reason)
