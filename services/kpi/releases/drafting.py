"""Beginning a release, taking its drafts, and giving one to the members."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.kpi.partnerships.use_cases import open_body
from services.kpi.releases import queries
from services.kpi.releases.acting import act_on, opened
from services.kpi.releases.composing import composed
from services.kpi.releases.content import Words
from services.kpi.releases.dossier import courses_of, words_of
from services.kpi.releases.queries import consultations
from services.kpi.releases.tables import ActOnRelease, CancelledDraft, CirculatedDraft, ReleaseBegun
from shared.calendar.periods import Period
from shared.calendar.working_days import LONDON, comments_by
from shared.journal import hold
from shared.refusals import Conflict, Fault, Invalid

if TYPE_CHECKING:
    from services.kpi.releases.standings import ReleaseStanding
    from shared.contracts.kpi.releases import CorrectionSent, DraftSent, ReleaseSent
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction
    from shared.web.conditional import Precondition


async def create_release(tx: Transaction, body: str, sent: ReleaseSent, *, by: Principal) -> UUID:
    """Begin a release with its first draft.

    Raises:
        NotFound: If there is no such body.
        Invalid: If the period has not ended.
        Conflict: If a release of the period is under way or was published: that one is corrected.
    """
    head = await hold(tx, body)
    await open_body(tx, body)
    yesterday = head.recorded_at.astimezone(LONDON).date() - timedelta(days=1)
    if not Period.parse(sent.period).ended_by(yesterday):
        detail = "the period has not ended"
        raise Invalid(errors=[Fault("period_not_ended", detail, pointer="/period")])
    beside = await courses_of(tx, body, sent.period)
    for course in beside.by_id.values():
        if course.is_under_way(head.recorded_at):
            message = "A release of this period is under way already."
            raise Conflict(message)
        if not course.is_cancelled:
            message = "A release of this period was published. Correct it instead."
            raise Conflict(message)
    begun = ReleaseBegun(
        body=body,
        id=uuid4(),
        recorded_at=head.recorded_at,
        period=sent.period,
        number=beside.next_number,
        supersedes=None,
        reason=None,
        client=by.client,
        holder=by.holder,
    )
    await queries.append(tx, begun)
    await _take(tx, begun, 1, Words(sent.title, sent.text), by=by)
    return begun.id


async def correct_release(
    tx: Transaction,
    body: str,
    release: UUID,
    sent: CorrectionSent,
    seen: Precondition,
    *,
    by: Principal,
) -> UUID:
    """Begin a release that corrects a published one; that one stands until the new one's hour.

    Raises:
        NotFound: If there is no such release.
        Conflict: If it is not public, or another of the period is under way.
        PreconditionFailed: If the caller has seen another content.
    """
    standing = await opened(tx, body, release, seen, "correct", by=by)
    head = await hold(tx, body)
    begun = ReleaseBegun(
        body=body,
        id=uuid4(),
        recorded_at=head.recorded_at,
        period=standing.course.begun.period,
        number=standing.beside.next_number,
        supersedes=release,
        reason=sent.reason,
        client=by.client,
        holder=by.holder,
    )
    await queries.append(tx, begun)
    before = words_of(standing.course)
    await _take(tx, begun, 1, _changed(before, sent, reason=sent.reason), by=by)
    return begun.id


async def draft_release(
    tx: Transaction,
    body: str,
    release: UUID,
    sent: DraftSent,
    seen: Precondition,
    *,
    by: Principal,
) -> None:
    """Take another draft, numbered and dated; it takes circulation and approval anew.

    Raises:
        NotFound: If there is no such release.
        Conflict: If it is scheduled, or over.
        PreconditionFailed: If the caller has seen another draft.
    """
    standing = await opened(tx, body, release, seen, "draft", by=by)
    course = standing.course
    words = _changed(words_of(course), sent, reason=course.begun.reason)
    await end_consultation(tx, standing)
    await _take(tx, course.begun, course.drafted.draft + 1, words, by=by)


async def circulate_release(
    tx: Transaction, body: str, release: UUID, seen: Precondition, *, by: Principal
) -> None:
    """Give the newest draft to the members, who have five working days for their comments.

    Raises:
        NotFound: If there is no such release.
        Conflict: If it was circulated already, it is a council's own, or it says something else by
            now.
        PreconditionFailed: If the caller has seen another draft.
    """
    standing = await opened(tx, body, release, seen, "circulate", by=by)
    begun, draft, content = standing.course.begun, standing.course.drafted, standing.content
    assert content is not None  # noqa: S101 - a draft is composed to be looked at
    head = await hold(tx, body)
    until = comments_by(head.recorded_at)
    await queries.append(
        tx,
        CirculatedDraft(
            body=body,
            release=release,
            recorded_at=head.recorded_at,
            draft=draft.draft,
            members=list(content.members),
            period=begun.period,
            title=content.words.title,
            content_hash=content.hash,
            content=content.written.decode(),
            comments_by=until,
            drafters=[hand._asdict() for hand in dict.fromkeys(standing.stand.drafters)],
        ),
    )
    await act_on(
        tx,
        begun,
        ActOnRelease.CIRCULATED,
        draft=draft.draft,
        content_hash=content.hash,
        comments_by=until,
        by=by,
    )


async def end_consultation(tx: Transaction, standing: ReleaseStanding) -> None:
    """Tell the members of a circulated draft that it is decided or replaced."""
    begun = standing.course.begun
    last = await consultations.circulation(tx, begun.body, begun.id)
    if last is None or last.content is None:
        return
    head = await hold(tx, begun.body)
    names = [column.key for column in CirculatedDraft.__table__.columns]
    told = {name: getattr(last, name) for name in names}
    ended = told | {"recorded_at": head.recorded_at, "content": None}
    await queries.append(tx, CirculatedDraft(**ended))


async def call_off_drafts(tx: Transaction, standing: ReleaseStanding) -> None:
    """Tell all who were given a draft of a release that it is cancelled; none reads it any more."""
    begun = standing.course.begun
    members = await consultations.ever_given(tx, begun.body, begun.id)
    if not members:
        return
    await end_consultation(tx, standing)
    head = await hold(tx, begun.body)
    await queries.append(
        tx,
        CancelledDraft(
            body=begun.body,
            release=begun.id,
            recorded_at=head.recorded_at,
            members=list(members),
            period=begun.period,
        ),
    )


async def _take(
    tx: Transaction, begun: ReleaseBegun, number: int, words: Words, *, by: Principal
) -> None:
    content = await composed(tx, begun.body, begun.period, words)
    await act_on(
        tx,
        begun,
        ActOnRelease.DRAFTED,
        draft=number,
        content_hash=content.hash,
        title=words.title,
        text=words.text,
        by=by,
    )


def _changed(before: Words, sent: DraftSent, *, reason: str | None) -> Words:
    """Return the words of another draft; what is left out stays."""
    text = sent.text if "text" in sent.model_fields_set else before.text
    return Words(sent.title or before.title, text, reason)
