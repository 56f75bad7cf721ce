"""All SQL about what was circulated to members, and what they said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Text, and_, cast, exists, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased, defer

from services.kpi.releases.tables import CancelledDraft, CirculatedDraft, ReleaseVoice, Voice
from shared.storage.versions import newest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from shared.storage.sessions import Reader

    Heard = tuple[ReleaseVoice, datetime | None]
    """What a member said, and until when comments on that draft were asked for."""

_CIRCULATED = newest(CirculatedDraft, by=(CirculatedDraft.body, CirculatedDraft.release))
_IS_CANCELLED = exists().where(
    CancelledDraft.body == CirculatedDraft.body, CancelledDraft.release == CirculatedDraft.release
)
_ASKED_UNTIL = (
    select(func.max(CirculatedDraft.comments_by))
    .where(
        CirculatedDraft.body == ReleaseVoice.of_body,
        CirculatedDraft.release == ReleaseVoice.release,
        CirculatedDraft.draft == ReleaseVoice.draft,
    )
    .scalar_subquery()
)


def _voices(of_body: str, release: UUID, member: str | None) -> Any:
    chosen = select(ReleaseVoice, _ASKED_UNTIL).where(
        ReleaseVoice.of_body == of_body, ReleaseVoice.release == release
    )
    return chosen if member is None else chosen.where(ReleaseVoice.body == member)


async def voices_after(
    reader: Reader,
    of_body: str,
    release: UUID,
    after: tuple[datetime, str] | None,
    *,
    member: str | None = None,
    limit: int,
) -> Sequence[Heard]:
    """Return what a member, or all whom the reader may read, said after another, oldest first.

    *after* is when that was said, and by whom.
    """
    chosen, key = _voices(of_body, release, member), (ReleaseVoice.recorded_at, ReleaseVoice.body)
    if after is not None:
        chosen = chosen.where(tuple_(*key) > tuple_(*after))
    return await reader.rows(chosen.order_by(*key).limit(limit))


async def newest_voices(
    reader: Reader, of_body: str, release: UUID, *, member: str | None = None, limit: int
) -> Sequence[Heard]:
    """Return the last that was said, oldest first."""
    last = _voices(of_body, release, member).order_by(
        ReleaseVoice.recorded_at.desc(), ReleaseVoice.body.desc()
    )
    return (await reader.rows(last.limit(limit)))[::-1]


async def signers(reader: Reader, of_body: str, release: UUID, content_hash: str) -> frozenset[str]:
    """Return which members signed this content, of all whom the reader may read."""
    signed = select(ReleaseVoice.body).where(
        ReleaseVoice.of_body == of_body,
        ReleaseVoice.release == release,
        ReleaseVoice.what == Voice.SIGNED,
        ReleaseVoice.content_hash == content_hash,
    )
    return frozenset(await reader.all(signed.distinct()))


def _given_to(member: str) -> Any:
    """Return the condition that a draft was circulated to a council, a member as known now."""
    named = cast([member], ARRAY(Text))
    is_consulted = func.is_consulted(CirculatedDraft.body, CirculatedDraft.period, named)
    return and_(CirculatedDraft.members.contains([member]), is_consulted)


async def circulated_to(
    reader: Reader, member: str, before: datetime | None, *, limit: int
) -> Sequence[tuple[CirculatedDraft, bool, bool]]:
    """Return the last word on each release that was circulated to a member, newest first.

    Each without its content, but whether it has one, and whether it was cancelled.
    """
    later = aliased(CirculatedDraft)
    is_last = ~exists().where(
        later.body == CirculatedDraft.body,
        later.release == CirculatedDraft.release,
        later.recorded_at > CirculatedDraft.recorded_at,
        later.members.contains([member]),
    )
    chosen: Any = (
        select(CirculatedDraft, CirculatedDraft.content.is_not(None), _IS_CANCELLED)
        .options(defer(CirculatedDraft.content, raiseload=True))
        .where(_given_to(member), is_last)
    )
    if before is not None:
        chosen = chosen.where(CirculatedDraft.recorded_at < before)
    return await reader.rows(chosen.order_by(CirculatedDraft.recorded_at.desc()).limit(limit))


async def last_word(reader: Reader, release: UUID, member: str) -> CirculatedDraft | None:
    """Return the last that a member was told of a release: a draft, or that one is closed."""
    return await reader.first(_words(release, member))


async def last_given(reader: Reader, release: UUID, member: str) -> CirculatedDraft | None:
    """Return the last draft of a release that a member was given."""
    return await reader.first(_words(release, member).where(CirculatedDraft.content.is_not(None)))


def _words(release: UUID, member: str) -> Any:
    given = CirculatedDraft.release == release, _given_to(member)
    return select(CirculatedDraft).where(*given).order_by(CirculatedDraft.recorded_at.desc())


async def is_cancelled(reader: Reader, body: str, release: UUID) -> bool:
    """Return whether a release was cancelled of which a draft had been circulated."""
    found = select(CancelledDraft.release).where(
        CancelledDraft.body == body, CancelledDraft.release == release
    )
    return await reader.first(found) is not None


async def ever_given(reader: Reader, body: str, release: UUID) -> Sequence[str]:
    """Return every council to which a draft of a release was circulated."""
    every = select(func.unnest(CirculatedDraft.members)).where(
        CirculatedDraft.body == body, CirculatedDraft.release == release
    )
    return sorted(set(await reader.all(every.distinct())))


async def circulation(reader: Reader, body: str, release: UUID) -> CirculatedDraft | None:
    """Return the newest word on a body's release that the members were given."""
    return await reader.first(
        _CIRCULATED.where(CirculatedDraft.body == body, CirculatedDraft.release == release)
    )
