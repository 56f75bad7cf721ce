"""kpi listens to its own outbox: what a decision on a submission turned.

By events and not within the decision, since a partnership's RAG follows from its members', and who
approves for one council neither waits for another nor writes for the partnership.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from services.kpi.approval.queries import acts_on
from services.kpi.figures.queries import touched_by
from services.kpi.partnerships.queries import partnerships
from services.kpi.submissions.amending import DECISIONS, act_name
from services.kpi.submissions.queries import received
from services.kpi.turns.use_cases import Decision, notice_turns
from shared.calendar.periods import Period
from shared.journal import hold
from shared.journal.listening import Ear, Rights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.contracts.kpi.partnerships import Partnership
    from shared.journal import Message
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction


async def concerned(reader: Reader, body: str) -> Rights:
    """Return which bodies a decision on a body's figures concerns: it, and its partnerships.

    To work out a partnership's RAG takes its other members' figures, and nothing is written there.
    """
    its = await _partnerships_of(reader, body)
    writes = {body, *(each.slug for each in its)}
    members = {stay.council for each in its for stay in each.members}
    return Rights(frozenset(writes | members), frozenset(writes))


async def hear_decision(tx: Transaction, told: Message, by: Principal) -> None:
    """Notice what turned when a submission was approved or rejected.

    RAGs are worked out as things stand now, under the locks of the bodies written to: who hears
    late tells what is so, and of two turns that happened meanwhile, the one that lasted.
    """
    body = told.body
    submission = UUID(told.payload["submission"])
    [came] = await received(tx, body, [submission])
    acts = (await acts_on(tx, [body], [submission])).get(submission, ())
    instants = [came.recorded_at, *(act["recorded_at"] for act in acts)]
    touched = await touched_by(tx, body, submission, instants)
    figures = [(code, Period.parse(period)) for code, period in touched]
    decision = Decision(body, figures, told.recorded_at)
    slugs = [each.slug for each in await _partnerships_of(tx, body)]
    bodies = sorted({body, *slugs})
    for each in bodies:
        await hold(tx, each)
    for each in bodies:
        await notice_turns(tx, each, decision, by=by)


async def _partnerships_of(reader: Reader, body: str) -> Sequence[Partnership]:
    return [
        each
        for each in await partnerships(reader)
        if each.slug != body and any(stay.council == body for stay in each.members)
    ]


EARS: Final = {act_name(act): Ear(concerned, hear_decision) for act in DECISIONS}
"""How kpi takes each kind of its own events."""
