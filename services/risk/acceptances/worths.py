"""Acceptances as they are answered: with what they are worth on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.risk.acceptances import queries
from services.risk.acceptances.rules import Later, worth
from services.risk.assessments.queries import versions_of
from services.risk.registers.queries import registers_as_of
from services.risk.registers.rules import have_same_scales, score
from shared.contracts.risk.acceptances import AcceptanceContent, Revocation
from shared.contracts.risk.standings import AcceptanceStanding
from shared.contracts.risk.vocabulary import AssessmentKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from services.risk.acceptances.rules import Worth
    from services.risk.acceptances.tables import AcceptanceGiven, AcceptanceRevoked
    from services.risk.risks.parts import Eyes
    from shared.storage.sessions import Reader


class Weighed(NamedTuple):
    """An acceptance, how it ended if it was revoked, and what it is worth."""

    given: AcceptanceGiven
    revoked: AcceptanceRevoked | None
    worth: Worth

    def standing(self) -> AcceptanceStanding:
        """Return what it is worth, as it is answered to anyone who reads the risk."""
        return AcceptanceStanding(
            id=self.given.id,
            score=self.given.score,
            expires=self.given.expires,
            validity=self.worth.validity,
            validity_reason=self.worth.reason,
        )

    def shown(self, eyes: Eyes) -> AcceptanceContent:
        """Return it whole, as it is answered to whoever looks."""
        given = self.given
        return AcceptanceContent(
            **self.standing().model_dump(),
            body=given.body,
            reference=given.reference,
            register_code=given.register,
            matrix=given.matrix,
            approver=given.made_by_holder,
            reason=eyes.text(given.reason, is_hidden=given.reason_is_confidential),
            reason_is_confidential=given.reason_is_confidential,
            revocation=_revocation(self.revoked, eyes),
            recorded_at=given.recorded_at,
        )


async def weighed(
    reader: Reader,
    body: str,
    acceptances: Sequence[AcceptanceGiven],
    newest: Sequence[AcceptanceGiven],
    *,
    on: date,
) -> list[Weighed]:
    """Return what these acceptances of a body are worth on a day.

    Args:
        reader: As it knows the scores and revocations since.
        body: Whose they are.
        acceptances: Of any risks of the body.
        newest: The newest acceptance of each of these risks.
        on: The day that expiries are compared with.
    """
    if not acceptances:
        return []
    revoked = await queries.revocations(reader, body, acceptances)
    later = await _later(reader, body, newest)
    latest = {each.id for each in newest}
    return [
        Weighed(
            each,
            revoked.get(each.id),
            worth(
                each.score,
                each.expires,
                later[each.reference] if each.id in latest else (),
                on,
                is_revoked=each.id in revoked,
                is_superseded=each.id not in latest,
            ),
        )
        for each in acceptances
    ]


async def _later(
    reader: Reader, body: str, newest: Sequence[AcceptanceGiven]
) -> dict[str, list[Later]]:
    """Return the current scores that were assessed after each risk's newest acceptance."""
    by_risk = {each.reference: each for each in newest}
    since = [
        version
        for version in await versions_of(reader, body, by_risk, AssessmentKind.CURRENT)
        if version.recorded_at > by_risk[version.reference].recorded_at
    ]
    made_on = {(each.register, each.matrix) for each in since}
    made_on |= {(each.register, each.matrix) for each in newest}
    registers = await registers_as_of(reader, body, made_on) if since else {}
    later: dict[str, list[Later]] = {reference: [] for reference in by_risk}
    for version in since:
        given = by_risk[version.reference]
        now = registers[version.register, version.matrix].matrix
        then = registers[given.register, given.matrix].matrix
        points = score(version.likelihood, version.impact)
        later[version.reference].append(Later(points, have_same_scales(now, then)))
    return later


def _revocation(revoked: AcceptanceRevoked | None, eyes: Eyes) -> Revocation | None:
    if revoked is None:
        return None
    return Revocation(
        recorded_at=revoked.recorded_at,
        by=revoked.made_by_holder,
        reason=eyes.text(revoked.reason, is_hidden=revoked.reason_is_confidential),
        reason_is_confidential=revoked.reason_is_confidential,
    )
