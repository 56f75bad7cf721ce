"""Reading where submissions stand: derived from what is held and what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from services.kpi.approval.queries import acts_on, ever_held
from services.kpi.approval.rules import current_hash, is_approved, is_rejected
from services.kpi.approval.vocabulary import ActOnSubmission
from services.kpi.partnerships.queries import partnerships
from services.kpi.submissions import queries
from services.kpi.submissions.states import Stand, State
from shared.security.hands import Hand
from shared.security.scopes import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from services.kpi.approval.queries import Waiting
    from services.kpi.submissions.queries import Received
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader


class SubmissionStanding(NamedTuple):
    """A submission as it stands, with all that was held of it and done to it."""

    stand: Stand
    received_at: datetime
    waiting: Sequence[Waiting]
    acts: Sequence[Any]


async def standings_of(
    reader: Reader, body: str, received: Sequence[Received], *, by: Principal
) -> dict[UUID, SubmissionStanding]:
    """Return where each of a body's submissions stands.

    Who set a target is read for those alone who may approve: nobody else is told.
    """
    ids = [one.id for one in received]
    acts = await acts_on(reader, [body], ids)
    waiting = await ever_held(reader, body, ids)
    setters: dict[UUID, list[Hand]] = {}
    if by.may(Scope.KPI_APPROVE, body):
        instants = {one.recorded_at for one in received}
        instants |= {act["recorded_at"] for of in acts.values() for act in of}
        lenders = await _lent_to(reader, body)
        found = await queries.target_setters(reader, body, lenders, ids, instants)
        for submission, client, holder in found:
            setters.setdefault(submission, []).append(Hand(client, holder))
    return {
        one.id: _standing(
            one, waiting.get(one.id, ()), acts.get(one.id, ()), tuple(setters.get(one.id, ()))
        )
        for one in received
    }


async def _lent_to(reader: Reader, body: str) -> Sequence[str]:
    """Let *reader* read the joint targets of a council's partnerships, and return their slugs."""
    lenders = [
        partnership.slug
        for partnership in await partnerships(reader)
        if any(stay.council == body for stay in partnership.members)
    ]
    await reader.widen((), lenders)
    return lenders


def _standing(
    received: Received,
    waiting: Sequence[Waiting],
    acts: Sequence[Any],
    setters: tuple[Hand, ...],
) -> SubmissionStanding:
    stand = Stand(
        body=received.body,
        id=received.id,
        state=_state(received, waiting, acts),
        content_hash=current_hash(acts, received.content_hash),
        submitter=Hand(received.client, received.holder),
        explainers=tuple(
            Hand(act["client"], act["holder"])
            for act in acts
            if act["act"] == ActOnSubmission.EXPLAINED
        ),
        target_setters=setters,
    )
    return SubmissionStanding(stand, received.recorded_at, waiting, acts)


def _state(received: Received, waiting: Sequence[Waiting], acts: Sequence[Any]) -> State:
    if is_rejected(acts):
        return State.REJECTED
    if is_approved(acts, received.content_hash):
        return State.APPROVED
    if any(one.is_held and one.submission == received.id for one in waiting):
        return State.HELD
    return State.READY
