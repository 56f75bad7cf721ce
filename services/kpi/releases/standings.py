"""Reading where a release stands: what was done, what it would say now, and who said what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.kpi.commentary.queries import commentary_of_year
from services.kpi.partnerships.queries import partnerships
from services.kpi.partnerships.use_cases import open_body
from services.kpi.releases import queries
from services.kpi.releases.changing import changed_in, say_the_same
from services.kpi.releases.composing import composed
from services.kpi.releases.dossier import course_of, words_of
from services.kpi.releases.parts import parts_of
from services.kpi.releases.queries import consultations
from services.kpi.releases.showing import MOST_SHOWN
from services.kpi.releases.states import WORKED_ON, Stand
from services.kpi.releases.tables import ActOnRelease
from shared.calendar.periods import Period
from shared.publication.preview import frozen_parts
from shared.refusals import NotFound
from shared.security.hands import Hand
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from services.kpi.releases.content import Content
    from services.kpi.releases.dossier import Course, Courses
    from services.kpi.releases.queries.consultations import Heard
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader


@dataclass(frozen=True)
class ReleaseStanding:
    """A release as it stands.

    Attributes:
        content: What it would say now, while it is worked on.
        voices: The last that its members said.
    """

    stand: Stand
    course: Course
    beside: Courses
    content: Content | None
    voices: Sequence[Heard]


async def standing_of(
    reader: Reader, body: str, release: UUID, *, by: Principal
) -> ReleaseStanding:
    """Return where a release stands.

    Raises:
        NotFound: If there is no such release, or the caller may not read its body.
    """
    await open_body(reader, body)
    course, beside = await course_of(reader, body, release)
    now = await reader.now()
    state = beside.state_of(release, now)
    content = None
    if state in WORKED_ON:
        content = await composed(reader, body, course.begun.period, words_of(course))
    signed_hash = course.drafted.content_hash
    is_current = content is None or content.hash == signed_hash
    voices = await consultations.newest_voices(reader, body, release, limit=MOST_SHOWN)
    signed = await consultations.signers(reader, body, release, signed_hash)
    members = content.members if content is not None else ()
    circulated = course.last(ActOnRelease.CIRCULATED)
    scheduled = course.last(ActOnRelease.SCHEDULED)
    stand = Stand(
        body=body,
        id=release,
        state=beside.state_of(release, now, is_current=is_current),
        content_hash=signed_hash,
        now=now,
        is_joint=bool(members),
        is_current=is_current,
        changes=[] if is_current else await _since_the_draft(reader, course, content),
        was_approved=course.last(ActOnRelease.APPROVED) is not None,
        differs=content is None or await _differs(reader, course, beside, content),
        drafters=[
            Hand(act.client, act.holder) for act in course.acts if act.act == ActOnRelease.DRAFTED
        ],
        setters=await setters_of(reader, body, (body, *members), course.begun.period, by=by),
        unapproved=() if content is None else content.unapproved,
        shows_unapproved=content is not None and content.shows_unapproved,
        unsigned=[member for member in members if member not in signed],
        comments_by=None if circulated is None else circulated.comments_by,
        publish_at=None if scheduled is None else scheduled.publish_at,
        is_latest=beside.is_latest(release, now),
    )
    return ReleaseStanding(stand, course, beside, content, voices)


async def setters_of(
    reader: Reader, body: str, bodies: Collection[str], period: str, *, by: Principal
) -> Sequence[Hand]:
    """Return who set a target of the year, or wrote commentary on the period or a month of it.

    Of all the *bodies* that a release of *body* speaks of. It is read for those alone who may
    approve: nobody else is told.
    """
    if not by.may(Scope.KPI_APPROVE, body):
        return ()
    at = Period.parse(period)
    said = await commentary_of_year(reader, bodies, str(at.year))
    shown = {str(one) for one in (at, *at.months)}
    writers = [Hand(one.set_by, one.set_by_holder) for one in said if one.period in shown]
    return [*await _target_setters(reader, bodies, str(at.year)), *writers]


async def _target_setters(reader: Reader, bodies: Collection[str], year: str) -> Sequence[Hand]:
    """Return who set the bodies' targets, or a joint one where a council has none of its own."""
    lent_to = {
        partnership.slug: {stay.council for stay in partnership.members} & set(bodies)
        for partnership in await partnerships(reader)
    }
    lenders = {slug for slug, councils in lent_to.items() if councils}
    await reader.widen((), lenders)
    found = await queries.target_setters(reader, {*bodies, *lenders}, year)
    own = {(body, indicator) for body, indicator, _ in found}
    return [
        hand
        for body, indicator, hand in found
        if body in bodies or any((of, indicator) not in own for of in lent_to[body])
    ]


async def _since_the_draft(
    reader: Reader, course: Course, content: Content | None
) -> Sequence[str]:
    """Return what a release says otherwise than its newest draft, in words; nothing if unknown.

    The draft is composed as known when it was taken. That may give something else than was signed,
    if another version of the code took it; then it tells nothing.
    """
    draft, begun = course.drafted, course.begun
    if content is None:
        return ()
    with reader.as_known(draft.recorded_at):
        try:
            then = await composed(reader, begun.body, begun.period, words_of(course))
        except NotFound:
            return ()
    if then.hash != draft.content_hash:
        return ()
    return changed_in(parts_of(then, begun), parts_of(content, begun))


async def _differs(reader: Reader, course: Course, beside: Courses, content: Content) -> bool:
    """Return whether a release says anything else than the one that it corrects.

    What was withdrawn is public no more, so that the same may be said again.
    """
    corrected = course.begun.supersedes
    if corrected is None or beside.by_id[corrected].is_withdrawn:
        return True
    before = await frozen_parts(reader, course.begun.body, corrected)
    return not say_the_same(before, parts_of(content, course.begun))
