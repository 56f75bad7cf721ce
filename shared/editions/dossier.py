"""An edition, what it would say now, where it stands, and how all that is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from shared.contracts.editions import Edition, EditionAct, EditionSummary, EditionText
from shared.editions import queries
from shared.editions.courses import beside
from shared.editions.publisher import Place
from shared.editions.states import Stand
from shared.editions.tables import Act
from shared.journal import content_hash
from shared.publication import TEXT, Document
from shared.refusals import NotFound
from shared.security.hands import Hand

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Any
    from uuid import UUID

    from shared.editions.courses import Course
    from shared.editions.publisher import Composition, Publisher
    from shared.editions.states import State
    from shared.editions.tables import EditionProposed
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader


class Words(NamedTuple):
    """What an edition says beside what is composed."""

    title: str
    text: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """All that an edition says."""

    composed: Composition
    words: Words

    @property
    def hash(self) -> str:
        """The SHA-256 of it all, whatever the edition is called."""
        return content_hash({**self.composed.said, **self.words._asdict()})


@dataclass(frozen=True)
class Standing:
    """An edition, what it would say now, and where it stands.

    Attributes:
        content: None if nothing is there any more that it could speak of.
    """

    course: Course
    content: Content | None
    stand: Stand


def place_of(proposed: EditionProposed) -> Place:
    """Return what an edition is of."""
    return Place(proposed.body, proposed.subject, proposed.period)


async def content_of(
    reader: Reader, publisher: Publisher, of: Place, known_at: datetime, words: Words
) -> Content:
    """Return what an edition would say.

    Raises:
        NotFound: If there was no such subject at that instant.
    """
    return Content(await publisher.compose(reader, of, known_at), words)


async def standing_of(reader: Reader, publisher: Publisher, body: str, edition: UUID) -> Standing:
    """Return an edition and where it stands.

    Raises:
        NotFound: If there is no such edition.
    """
    proposed = await queries.edition(reader, body, edition)
    if proposed is None:
        message = "There is no edition of this id."
        raise NotFound(message)
    others = await beside(reader, place_of(proposed))
    course = next(one for one in others.courses if one.proposed.id == edition)
    now = await reader.now()
    content = await content_anew(reader, publisher, proposed)
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


async def content_anew(
    reader: Reader, publisher: Publisher, proposed: EditionProposed
) -> Content | None:
    """Return what an edition says, composed again; None if its subject is not there any more."""
    words = Words(proposed.title, proposed.text, proposed.reason)
    of = place_of(proposed)
    try:
        return await content_of(reader, publisher, of, proposed.known_at, words)
    except NotFound:
        return None


async def documents_of(
    publisher: Publisher, proposed: EditionProposed, content: Content
) -> Sequence[Document]:
    """Return what is frozen of an edition that says this. Here its pictures are drawn."""
    key = place_of(proposed).key
    composed = await content.composed.documents(proposed.id, key)
    return [*composed, Document.of(TEXT, key, text_of(publisher, proposed))]


def text_of(publisher: Publisher, proposed: EditionProposed) -> EditionText:
    """Return what an edition says of itself."""
    return publisher.contracts.text(
        edition=proposed.id,
        body=proposed.body,
        subject=proposed.subject,
        period=proposed.period,
        number=proposed.number,
        title=proposed.title,
        text=proposed.text,
        supersedes=proposed.supersedes,
        reason=proposed.reason,
    )


def summary_of(publisher: Publisher, course: Course, state: State) -> EditionSummary:
    """Return an edition in short."""
    return publisher.contracts.summary(**_short(course, state))


def shown(publisher: Publisher, standing: Standing, *, by: Principal) -> Edition:
    """Return an edition whole, with what *by* may do with it."""
    course, stand = standing.course, standing.stand
    scheduled = course.act(Act.SCHEDULED)
    return publisher.contracts.edition(
        **_short(course, stand.state),
        is_current=stand.is_current,
        proposed_by=course.proposed.client,
        proposed_by_holder=course.proposed.holder,
        acts=[EditionAct.model_validate(act, from_attributes=True) for act in course.acts],
        manifest_hash=scheduled.manifest_hash if scheduled else None,
        allowed_actions=publisher.life.allowed_actions(stand, by=by),
    )


def _short(course: Course, state: State) -> dict[str, Any]:
    proposed = course.proposed
    return {
        "id": proposed.id,
        "body": proposed.body,
        "subject": proposed.subject,
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
