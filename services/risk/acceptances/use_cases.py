"""What can be asked of acceptances."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.risk.acceptances import queries
from services.risk.acceptances.states import LIFE, NOT_ACCEPTED, Stand
from services.risk.acceptances.tables import AcceptanceGiven, AcceptanceRevoked
from services.risk.acceptances.worths import weighed
from services.risk.assessments.queries import versions_of
from services.risk.assessments.scoring import UNKNOWN, matrices_of, scores_from
from services.risk.risks.parts import NOBODY, Eyes
from services.risk.risks.queries import hands_of, hidden_now
from services.risk.risks.use_cases import find_risk
from shared.calendar.working_days import day_in_london
from shared.contracts.risk.acceptances import RiskAcceptance
from shared.contracts.risk.vocabulary import AssessmentKind, Validity
from shared.journal import Event, content_hash, hold, record
from shared.refusals import Conflict, Fault, Invalid
from shared.security.hands import Hand
from shared.storage.columns import new_id
from shared.web.conditional import tag_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from services.risk.acceptances.worths import Weighed
    from services.risk.assessments.tables import AssessmentVersion
    from services.risk.risks.use_cases import RiskAddress
    from shared.contracts.risk.acceptances import AcceptanceText, RevocationText
    from shared.contracts.risk.assessments import Score
    from shared.contracts.risk.risks import RiskContent
    from shared.security.principal import Principal
    from shared.storage.sessions import Reader, Transaction
    from shared.web.conditional import Precondition


class Found(NamedTuple):
    """A risk, its newest acceptance, its current assessment, and where that leaves it.

    Attributes:
        hidden: What of the risk is Part 2 today, and up to which version.
        current: Its current score, and `made` the assessment that says so.
    """

    risk: RiskContent
    hidden: Mapping[str, datetime]
    newest: Weighed | None
    current: Score | None
    made: AssessmentVersion | None
    stand: Stand

    def shown(self, eyes: Eyes, *, by: Principal) -> RiskAcceptance:
        """Return what is to be seen before it is accepted, and what *by* may do."""
        seen = self._seen(eyes)
        return seen.model_copy(update={"allowed_actions": LIFE.allowed_actions(self.stand, by=by)})

    def tag(self, eyes: Eyes) -> str:
        """Return the `ETag` of what is to be seen."""
        return tag_of(self._seen(eyes))

    def check(self, seen: Precondition, *, by: Principal) -> None:
        """Let a decision pass only if *by* has seen all of this.

        Raises:
            PreconditionRequired, PreconditionFailed: If not.
        """
        seen.check_content(self.tag(Eyes.of(by, self.risk.body)).strip('"'))

    def _seen(self, eyes: Eyes) -> RiskAcceptance:
        return RiskAcceptance(
            risk=eyes.shown(self.risk, self.hidden),
            current=self.current,
            acceptance=self.newest.shown(eyes) if self.newest else None,
            allowed_actions=[],
        )


async def find_acceptance(reader: Reader, at: RiskAddress, *, on: date) -> Found:
    """Return how a risk is accepted on a day.

    Raises:
        NotFound: If there is no such risk.
    """
    risk = await find_risk(reader, at)
    hidden = await hidden_now(reader, at.body, [at.reference])
    standing = await queries.standing(reader, at.body, [at.reference])
    newest = await weighed(reader, at.body, standing, standing, on=on)
    made = await versions_of(reader, at.body, [at.reference])
    current = [each for each in made if each.kind == AssessmentKind.CURRENT][-1:]
    scores = scores_from(current, await matrices_of(reader, at.body, current))
    score = scores.get(at.reference, UNKNOWN).current
    stand = Stand(
        body=at.body,
        state=newest[0].worth.validity if newest else NOT_ACCEPTED,
        risk=risk.state,
        score=score.score if score else None,
        definers=await hands_of(reader, at.body, at.reference),
        assessors=[Hand(each.made_by, each.made_by_holder) for each in made],
    )
    return Found(
        risk=risk,
        hidden=hidden[at.reference],
        newest=newest[0] if newest else None,
        current=score,
        made=current[0] if current else None,
        stand=stand,
    )


async def accept_risk(
    tx: Transaction, at: RiskAddress, sent: AcceptanceText, seen: Precondition, *, by: Principal
) -> tuple[RiskAcceptance, bool]:
    """Accept a risk at its current score until a day; tell whether anything was kept.

    The same again, while it is valid, makes no acceptance. What is answered is Part 1 alone.

    Raises:
        NotFound: If there is no such risk.
        PreconditionRequired, PreconditionFailed: If the caller has not seen the risk, its score and
            its acceptance as they stand.
        Conflict: If it is not open, its score is not known or another than the caller has seen, or
            the caller ever defined or assessed it: two people look, or nobody has.
        Invalid: If it would have expired already.
    """
    head = await hold(tx, at.body)
    today = day_in_london(head.recorded_at)
    found = await find_acceptance(tx, at, on=today)
    found.check(seen, by=by)
    LIFE.check("accept", found.stand, by=by)
    if found.newest and _is_same(found.newest, sent, by):
        return found.shown(NOBODY, by=by), False
    if sent.score != found.stand.score or found.made is None:
        message = "The current score is not the one that you have seen. Read it again."
        raise Conflict(message)
    if sent.expires < today:
        message = "it must be today or later"
        raise Invalid(errors=[Fault("expired_already", message, pointer="/expires")])
    given = AcceptanceGiven(
        body=at.body,
        reference=at.reference,
        recorded_at=head.recorded_at,
        id=new_id(),
        score=sent.score,
        register=found.made.register,
        matrix=found.made.matrix,
        reason=sent.reason,
        reason_was_confidential=sent.reason_is_confidential,
        expires=sent.expires,
        made_by=by.client,
        made_by_holder=by.holder,
    )
    await queries.append(tx, given)
    said = {"id": str(given.id), **sent.model_dump(mode="json")}
    hashed = content_hash(said, salt=given.salt)
    await record(tx, _event(at, "risk.accepted", given.id, hashed, by=by))
    return (await find_acceptance(tx, at, on=today)).shown(NOBODY, by=by), True


async def revoke_acceptance(
    tx: Transaction, at: RiskAddress, sent: RevocationText, seen: Precondition, *, by: Principal
) -> RiskAcceptance:
    """Take an acceptance back, and say why. What is answered is Part 1 alone.

    Raises:
        NotFound: If there is no such risk.
        PreconditionRequired, PreconditionFailed: If the caller has not seen the risk, its score and
            its acceptance as they stand.
        Conflict: If none is valid.
    """
    head = await hold(tx, at.body)
    today = day_in_london(head.recorded_at)
    found = await find_acceptance(tx, at, on=today)
    found.check(seen, by=by)
    LIFE.check("revoke", found.stand, by=by)
    assert found.newest is not None  # noqa: S101 - else nothing would be valid
    revoked = AcceptanceRevoked(
        body=at.body,
        reference=at.reference,
        recorded_at=head.recorded_at,
        acceptance=found.newest.given.id,
        reason=sent.reason,
        reason_was_confidential=sent.reason_is_confidential,
        made_by=by.client,
        made_by_holder=by.holder,
    )
    await queries.append(tx, revoked)
    hashed = content_hash(sent.model_dump(mode="json"), salt=revoked.salt)
    await record(tx, _event(at, "acceptance.revoked", revoked.acceptance, hashed, by=by))
    return (await find_acceptance(tx, at, on=today)).shown(NOBODY, by=by)


def _is_same(newest: Weighed, sent: AcceptanceText, by: Principal) -> bool:
    """Tell whether *by* has accepted just this, and it is valid."""
    given = newest.given
    says = (given.score, given.reason, given.reason_is_confidential, given.expires)
    sends = (sent.score, sent.reason, sent.reason_is_confidential, sent.expires)
    is_valid = newest.worth.validity is Validity.VALID
    return is_valid and says == sends and Hand.of(by) == (given.made_by, given.made_by_holder)


def _event(at: RiskAddress, act: str, acceptance: UUID, hashed: str, *, by: Principal) -> Event:
    return Event(
        body=at.body,
        act=act,
        subject=f"risks/{at.reference}/acceptances/{acceptance}",
        by=by,
        content_hash=hashed,
    )


async def show_page(
    reader: Reader, at: RiskAddress, given: Sequence[AcceptanceGiven], *, on: date
) -> dict[UUID, Weighed]:
    """Return what these acceptances of one risk are worth on a day, by their ids."""
    newest = await queries.standing(reader, at.body, [at.reference])
    found = await weighed(reader, at.body, given, newest, on=on)
    return {each.given.id: each for each in found}
