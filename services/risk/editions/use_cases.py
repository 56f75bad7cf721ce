"""What can be asked of editions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from services.risk.editions import queries
from services.risk.editions.composing import Words, composed, documents_of
from services.risk.editions.dossier import Beside, beside, courses_of, standing_of
from services.risk.editions.states import LIFE
from services.risk.editions.tables import Act, EditionActed, EditionProposed
from services.risk.registers.use_cases import RegisterAddress
from services.risk.views.published import KIND
from shared import publication
from shared.calendar.periods import Period, PeriodType
from shared.calendar.working_days import day_in_london
from shared.contracts.values import instant_text
from shared.journal import Event, hold, record
from shared.refusals import Conflict, Fault, FutureInstant, Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from services.risk.editions.dossier import Course, Standing
    from services.risk.editions.states import State
    from shared.contracts.risk.editions import EditionSent
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition

_A_MOMENT: Final = timedelta(microseconds=1)


async def propose_edition(tx: Transaction, body: str, sent: EditionSent, *, by: Principal) -> UUID:
    """Propose to publish a register of a quarter, as it was known at an instant.

    Under the body's lock all that was written before is settled.

    Raises:
        NotFound: If there is no such register, or was none by then.
        Invalid: If it is no quarter, or has not begun by then.
        FutureInstant: If the instant lies ahead.
        Conflict: If another one of the quarter is under way.
    """
    head = await hold(tx, body)
    known_at = sent.known_at or head.recorded_at - _A_MOMENT
    if known_at >= head.recorded_at:
        raise FutureInstant(
            errors=[Fault("future_instant", "lies in the future", pointer="/known_at")]
        )
    at = RegisterAddress(body, sent.register_code)
    _check(sent.period, known_at)
    others = await beside(tx, body, sent.register_code, sent.period)
    before = _corrected(others, head.recorded_at, sent)
    words = Words(sent.title, sent.text, sent.reason if before else None)
    content = await composed(tx, at, sent.period, known_at, words)
    proposed = EditionProposed(
        body=body,
        id=uuid4(),
        recorded_at=head.recorded_at,
        register=sent.register_code,
        period=sent.period,
        number=others.next_number,
        known_at=known_at,
        title=words.title,
        text=words.text,
        content_hash=content.hash,
        supersedes=before.proposed.id if before else None,
        reason=words.reason,
        client=by.client,
        holder=by.holder,
    )
    await queries.append(tx, proposed)
    await _record(tx, proposed, "edition.proposed", proposed.content_hash, by=by)
    return proposed.id


async def approve_edition(
    tx: Transaction, body: str, edition: UUID, seen: Precondition, *, by: Principal
) -> None:
    """Approve an edition, exactly as it was proposed.

    Raises:
        NotFound: If there is no such edition.
        PreconditionRequired, PreconditionFailed: If the caller has not seen its content.
        Conflict: If it stands elsewhere, would say something else by now, or is the caller's own.
    """
    standing = await _opened(tx, body, edition, seen, "approve", by=by)
    await _act(tx, standing, Act.APPROVED, by=by)


async def schedule_edition(
    tx: Transaction,
    body: str,
    edition: UUID,
    publish_at: datetime,
    seen: Precondition,
    *,
    by: Principal,
) -> None:
    """Freeze an approved edition; at its hour it is public, with nothing more to do.

    Raises:
        NotFound, PreconditionRequired, PreconditionFailed: As `approve_edition`.
        Conflict: If it is not approved as it would be now, or the hour has come.
    """
    standing = await _opened(tx, body, edition, seen, "schedule", by=by)
    assert standing.content is not None  # noqa: S101 - what is approved says something
    head = await hold(tx, body)
    proposed = standing.course.proposed
    release = publication.Release(
        body,
        edition,
        KIND + proposed.register,
        proposed.period,
        proposed.number,
        publish_at,
        proposed.supersedes,
    )
    documents = await documents_of(standing.content, proposed)
    manifest = await publication.freeze(tx, release, documents, at=head.recorded_at)
    await _act(
        tx,
        standing,
        Act.SCHEDULED,
        by=by,
        publish_at=publish_at,
        manifest_hash=manifest.hash,
    )


async def cancel_edition(
    tx: Transaction, body: str, edition: UUID, reason: str, seen: Precondition, *, by: Principal
) -> None:
    """Keep an edition from ever being public; outside, it was never there.

    Raises:
        NotFound, PreconditionRequired, PreconditionFailed: As `approve_edition`.
        Conflict: If it is public, or will be in less than a second.
    """
    standing = await _opened(tx, body, edition, seen, "cancel", by=by)
    if standing.course.act(Act.SCHEDULED):
        head = await hold(tx, body)
        await publication.cancel(tx, body, edition, at=head.recorded_at)
    await _act(tx, standing, Act.CANCELLED, by=by, reason=reason)


async def withdraw_edition(
    tx: Transaction, body: str, edition: UUID, reason: str, seen: Precondition, *, by: Principal
) -> None:
    """Take a public edition back: a tombstone with the reason stands in its place.

    Raises:
        NotFound, PreconditionRequired, PreconditionFailed: As `approve_edition`.
        Conflict: If it is not public.
    """
    standing = await _opened(tx, body, edition, seen, "withdraw", by=by)
    head = await hold(tx, body)
    await publication.withdraw(tx, body, edition, reason=reason, at=head.recorded_at)
    await _act(tx, standing, Act.WITHDRAWN, by=by, reason=reason)


async def states_of(
    reader: Reader, body: str, editions: Sequence[EditionProposed]
) -> dict[UUID, tuple[Course, State]]:
    """Return where each of these editions stands.

    What would be said now is not worked out for a list: an approval that was voided by it shows
    when the edition is read, and stands in the way of its hour.
    """
    now = await reader.now()
    places = sorted({(one.register, one.period) for one in editions})
    courses = await courses_of(reader, body, places)
    return {
        course.proposed.id: (course, Beside(courses).state_of(course, now)) for course in courses
    }


def _check(period: str, known_at: datetime) -> None:
    quarter = Period.parse(period)
    if quarter.type is not PeriodType.QUARTER:
        detail = "registers are published by quarter, as 2019-20-Q3"
        raise Invalid(errors=[Fault("wrong_period_type", detail, pointer="/period")])
    if quarter.start > day_in_london(known_at):
        detail = "had not begun by then"
        raise Invalid(errors=[Fault("period_not_begun", detail, pointer="/period")])


def _corrected(others: Beside, now: datetime, sent: EditionSent) -> Course | None:
    """Return the edition that one proposed now would correct.

    Raises:
        Conflict: If one is under way.
        Invalid: If there is one, and nobody says why it is corrected.
    """
    if others.under_way(now):
        message = "An edition of this register and quarter is under way already."
        raise Conflict(message)
    before = others.last_public(now)
    if before is not None and sent.reason is None:
        detail = "one of this quarter was published; say why it is corrected"
        raise Invalid(errors=[Fault("reason_missing", detail, pointer="/reason")])
    return before


async def _opened(
    tx: Transaction, body: str, edition: UUID, seen: Precondition, step: str, *, by: Principal
) -> Standing:
    """Return an edition as it stands, under its body's lock, if *by* may take the step."""
    await hold(tx, body)
    standing = await standing_of(tx, body, edition)
    seen.check_content(standing.stand.content_hash)
    LIFE.check(step, standing.stand, by=by)
    return standing


async def _act(
    tx: Transaction,
    standing: Standing,
    act: Act,
    *,
    by: Principal,
    publish_at: datetime | None = None,
    manifest_hash: str | None = None,
    reason: str | None = None,
) -> None:
    """Keep an act, and leave its trace; that of a schedule carries the hash of what was frozen."""
    proposed = standing.course.proposed
    head = await hold(tx, proposed.body)
    await queries.append(
        tx,
        EditionActed(
            body=proposed.body,
            edition=proposed.id,
            recorded_at=head.recorded_at,
            act=act,
            content_hash=proposed.content_hash,
            publish_at=publish_at,
            manifest_hash=manifest_hash,
            reason=reason,
            client=by.client,
            holder=by.holder,
        ),
    )
    told = {} if publish_at is None else {"publish_at": instant_text(publish_at)}
    vouched = manifest_hash or proposed.content_hash
    await _record(tx, proposed, f"edition.{act}", vouched, by=by, **told)


async def _record(
    tx: Transaction,
    proposed: EditionProposed,
    act: str,
    content_hash: str,
    *,
    by: Principal,
    **told: str,
) -> None:
    await record(
        tx,
        Event(
            body=proposed.body,
            act=act,
            subject=f"editions/{proposed.id}",
            by=by,
            content_hash=content_hash,
            details={"register": proposed.register, "period": proposed.period, **told},
        ),
    )
