"""Reading releases: lists, changes, and a document as it is or would be published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.kpi.partnerships.use_cases import open_body
from services.kpi.releases import queries
from services.kpi.releases.composing import composed
from services.kpi.releases.dossier import Course, course_of, words_of
from services.kpi.releases.parts import changes_of, parts_of
from services.kpi.releases.publishing import whole
from services.kpi.releases.tables import ActOnRelease
from shared.publication.preview import frozen_parts
from shared.refusals import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from services.kpi.releases.parts import Parts
    from services.kpi.releases.states import State
    from services.kpi.releases.tables import ReleaseBegun
    from shared.contracts.kpi.frozen import ReleaseChanges
    from shared.publication import Document
    from shared.storage.sessions import Reader


async def states_of(
    reader: Reader, body: str, releases: Sequence[ReleaseBegun]
) -> Mapping[UUID, tuple[Course, State]]:
    """Return the course of each release's newest draft, and where that has led by its acts alone.

    What an approved one would say now is not composed, so that a list is a few keyed reads however
    long it is: whether the approval still holds is told where the release itself is read.
    """
    ids = [one.id for one in releases]
    acts = await queries.newest_acts(reader, body, ids)
    now = await reader.now()
    superseded = await queries.superseded(reader, body, ids, now)
    courses = [Course(one, acts[one.id]) for one in releases]
    return {
        course.begun.id: (
            course,
            course.state(now, is_current=True, is_superseded=course.begun.id in superseded),
        )
        for course in courses
    }


async def changes_of_release(
    reader: Reader, body: str, release: UUID, against: UUID | None
) -> ReleaseChanges:
    """Return what a release changes against another; the one that it corrects, unless told.

    Of one that was withdrawn nothing is told again.

    Raises:
        NotFound: If there is no such release, or nothing was frozen of the other.
    """
    await open_body(reader, body)
    course, beside = await course_of(reader, body, release)
    other = against or course.begun.supersedes
    parts = await _parts(reader, course)
    if other is None:
        return changes_of(parts, None, course.begun)
    frozen = beside.by_id.get(other)
    if frozen is None or not frozen.last(ActOnRelease.SCHEDULED):
        message = "No other release of the period is frozen under this id."
        raise NotFound(message)
    before = None if frozen.is_withdrawn else await frozen_parts(reader, body, other)
    return changes_of(parts, before, course.begun, other, withdrawn=frozen.is_withdrawn)


async def document_of(reader: Reader, body: str, release: UUID, kind: str, key: str) -> Document:
    """Return a document as it is frozen, or as it would be now.

    Raises:
        NotFound: If there is no such release, or no such document in it; or it repeats a release
            that was withdrawn.
    """
    await open_body(reader, body)
    course, beside = await course_of(reader, body, release)
    documents, _ = await _parts(reader, course)
    found = next((part for part in documents if (part.kind, part.key) == (kind, key)), None)
    if found is None or found.is_left_out:
        message = "The release has no such document."
        raise NotFound(message)
    if found.quotes is not None and beside.by_id[found.quotes].is_withdrawn:
        message = "It repeats a release that was withdrawn, and so is shown no more."
        raise NotFound(message)
    return found


async def _parts(reader: Reader, course: Course) -> Parts:
    begun = course.begun
    if course.last(ActOnRelease.SCHEDULED):
        return await frozen_parts(reader, begun.body, begun.id)
    content = await composed(reader, begun.body, begun.period, words_of(course))
    return await whole(reader, begun, parts_of(content, begun))
