"""How risks stand on a day: the one read for registers, overdue lists and top risks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from services.risk.acceptances import queries as acceptances
from services.risk.acceptances.worths import weighed
from services.risk.assessments import queries as assessments
from services.risk.assessments.scoring import UNKNOWN, matrices_of, scores_from
from services.risk.mitigations import queries as mitigations
from services.risk.mitigations.rules import overdue
from services.risk.registers.queries import registers
from services.risk.reviews import queries
from services.risk.reviews.queries import LastReview
from services.risk.reviews.rules import WORKED_ON, cadence, due
from services.risk.risks import queries as risks
from shared.calendar.working_days import day_in_london
from shared.contracts.risk.standings import RiskStanding
from shared.contracts.risk.vocabulary import AssessmentKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from shared.contracts.risk.assessments import Scores
    from shared.contracts.risk.registers import Register
    from shared.contracts.risk.risks import RiskContent
    from shared.contracts.risk.standings import AcceptanceStanding, OverdueAction
    from shared.storage.sessions import Reader


class Case(NamedTuple):
    """A risk, with the register that it stands in, as both stand, and its scores.

    Attributes:
        made_on: The register on whose matrix its current score was made, if it has one.
    """

    risk: RiskContent
    register: Register
    scores: Scores
    made_on: Register | None


class Known(NamedTuple):
    """What is known of a risk beside that.

    Attributes:
        since: When it was first recorded.
        late: Its actions that are late.
    """

    case: Case
    since: datetime
    last_review: LastReview | None
    late: list[OverdueAction]
    acceptance: AcceptanceStanding | None

    def standing(self, on: date) -> RiskStanding:
        """Return how it stands on a day. A closed risk waits for nothing."""
        risk, register, scores, made_on = self.case
        is_worked_on = risk.state in WORKED_ON
        points = scores.current.score if scores.current else None
        looked = self.last_review.counts_from if self.last_review else day_in_london(self.since)
        to_come = due(looked, cadence(register, points, made_on), on)
        return RiskStanding(
            reference=risk.reference,
            on=on,
            scores=scores,
            last_review=self.last_review.written if self.last_review else None,
            next_review=to_come.next_review if is_worked_on else None,
            is_stale=is_worked_on and to_come.is_stale,
            stale_working_days=to_come.working_days if is_worked_on else 0,
            overdue_actions=self.late if is_worked_on else [],
            acceptance=self.acceptance,
        )


async def standings_of(
    reader: Reader, body: str, references: Collection[str] | None = None, *, on: date
) -> dict[str, RiskStanding]:
    """Return how a body's risks stand on a day, by reference: all of them, or these.

    As the reader's instant knows them; a reference that it does not know is left out. It is a
    handful of statements, however many risks there are, and says nothing that is Part 2.
    """
    found = await risks.risks(reader, body, references=references)
    kept = await registers(reader, body)
    versions = await assessments.standing(reader, body, references)
    matrices = await matrices_of(reader, body, versions)
    scores = scores_from(versions, matrices)
    made_on = {
        each.reference: matrices[each.register, each.matrix]
        for each in versions
        if each.kind == AssessmentKind.CURRENT
    }
    cases = [
        Case(
            risk,
            kept[risk.register_code],
            scores.get(risk.reference, UNKNOWN),
            made_on.get(risk.reference),
        )
        for risk in found
    ]
    return await standings_in(reader, body, cases, on=on)


async def standings_in(
    reader: Reader, body: str, cases: Sequence[Case], *, on: date
) -> dict[str, RiskStanding]:
    """Return how risks stand on a day that have been read already, as `standings_of`."""
    references = [case.risk.reference for case in cases]
    since = await risks.first_recorded(reader, body, references)
    reviews = await queries.last_reviews(reader, body, references)
    late = await _late(reader, body, references, on=on)
    accepted = await _accepted(reader, body, references, on=on)
    known = (
        Known(
            case=case,
            since=since[case.risk.reference],
            last_review=reviews.get(case.risk.reference),
            late=late.get(case.risk.reference, []),
            acceptance=accepted.get(case.risk.reference),
        )
        for case in cases
    )
    return {each.case.risk.reference: each.standing(on) for each in known}


async def _late(
    reader: Reader, body: str, references: Collection[str], *, on: date
) -> dict[str, list[OverdueAction]]:
    late: dict[str, list[OverdueAction]] = {}
    for each in await mitigations.mitigations(reader, body, references):
        if action := overdue(each, on):
            late.setdefault(each.reference, []).append(action)
    return late


async def _accepted(
    reader: Reader, body: str, references: Collection[str], *, on: date
) -> dict[str, AcceptanceStanding]:
    newest = await acceptances.standing(reader, body, references)
    found = await weighed(reader, body, newest, newest, on=on)
    return {each.given.reference: each.standing() for each in found}
