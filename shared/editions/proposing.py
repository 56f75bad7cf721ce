"""Proposing to publish what a body has, of a quarter, as it was known at an instant."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from shared.calendar.periods import Period, PeriodType
from shared.calendar.working_days import day_in_london
from shared.editions import queries
from shared.editions.courses import beside
from shared.editions.dossier import Words, content_of
from shared.editions.publisher import Place
from shared.editions.recording import record_edition
from shared.editions.tables import EditionProposed
from shared.journal import hold
from shared.refusals import Conflict, Fault, FutureInstant, Invalid

if TYPE_CHECKING:
    from datetime import datetime

    from shared.contracts.editions import EditionSent
    from shared.editions.courses import Beside, Course
    from shared.editions.publisher import Publisher
    from shared.security.principal import Principal
    from shared.storage.sessions import Transaction

_A_MOMENT: Final = timedelta(microseconds=1)

NOT_BY_QUARTER: Final = "what is published is by quarter, as 2019-20-Q3"


async def propose_edition(
    tx: Transaction, publisher: Publisher, body: str, sent: EditionSent, *, by: Principal
) -> UUID:
    """Propose to publish something of a quarter, as it was known at an instant.

    Under the body's lock all that was written before is settled.

    Raises:
        NotFound: If there is no such subject, or was none by then.
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
    of = Place(body, sent.subject, sent.period)
    _check(sent.period, known_at)
    others = await beside(tx, of)
    before = _corrected(others, head.recorded_at, sent)
    words = Words(sent.title, sent.text, sent.reason if before else None)
    content = await content_of(tx, publisher, of, known_at, words)
    proposed = EditionProposed(
        body=body,
        id=uuid4(),
        recorded_at=head.recorded_at,
        subject=sent.subject,
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
    vouched = proposed.content_hash
    await record_edition(tx, publisher, proposed, "edition.proposed", vouched, by=by)
    return proposed.id


def _check(period: str, known_at: datetime) -> None:
    quarter = Period.parse(period)
    if quarter.type is not PeriodType.QUARTER:
        raise Invalid(errors=[Fault("wrong_period_type", NOT_BY_QUARTER, pointer="/period")])
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
        message = "An edition of this quarter is under way already."
        raise Conflict(message)
    before = others.last_public(now)
    if before is not None and sent.reason is None:
        detail = "one of this quarter was published; say why it is corrected"
        raise Invalid(errors=[Fault("reason_missing", detail, pointer="/reason")])
    return before
